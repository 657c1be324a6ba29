#include "engine/rows/files/whole_files.h"

#include <algorithm>
#include <memory>
#include <numeric>

#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/fs/compression.h"
#include "common/fs/decompress.h"
#include "common/fs/file_uri.h"

namespace sluice {
namespace {

constexpr size_t kPieceBytes = 1 << 20;

absl::StatusOr<std::string> ReadToEnd(ByteReader& from) {
  std::string all;
  while (true) {
    const size_t before = all.size();
    all.resize(before + kPieceBytes);
    SLUICE_ASSIGN_OR_RETURN(const size_t bytes, from.Read(all.data() + before, kPieceBytes));
    all.resize(before + bytes);
    if (bytes < kPieceBytes) return all;
  }
}

absl::StatusOr<std::string> ReadText(const std::string& path) {
  SLUICE_ASSIGN_OR_RETURN(FileSystem * files, FileSystemOf(path));
  SLUICE_ASSIGN_OR_RETURN(std::unique_ptr<FileReader> file, files->Open(path, 0, INT64_MAX));
  SLUICE_ASSIGN_OR_RETURN(const std::string head, file->Head(kFormatMarkBytes));
  SLUICE_ASSIGN_OR_RETURN(const Compression compression, CompressionOf(path, head));
  if (compression == Compression::kNone) return ReadToEnd(*file);
  const std::unique_ptr<ByteReader> text = Decompress(path, std::move(file), compression);
  return ReadToEnd(*text);
}

std::string NameOf(const FoundFile& file) {
  const std::string shown = WithoutSecrets(file.path);
  return IsFileUri(file.path) ? shown : StrCat("file:", shown);
}

}  // namespace

std::vector<std::vector<FoundFile>> ShareFiles(const std::vector<FoundFile>& files, int partitions) {
  const int64_t bytes = std::accumulate(files.begin(), files.end(), int64_t{0},
                                        [](int64_t sum, const FoundFile& file) { return sum + file.bytes; });
  const int64_t wanted = std::clamp<int64_t>(partitions, 1, std::max<int64_t>(files.size(), 1));
  std::vector<std::vector<FoundFile>> shares;
  int64_t taken = 0;
  for (size_t i = 0; i < files.size(); ++i) {
    const int64_t left = static_cast<int64_t>(files.size() - i);
    const int64_t open = wanted - static_cast<int64_t>(shares.size());
    const bool is_full = shares.empty() || taken * wanted >= bytes * static_cast<int64_t>(shares.size());
    if (open > 0 && (is_full || left <= open)) shares.emplace_back();
    shares.back().push_back(files[i]);
    taken += files[i].bytes;
  }
  return shares;
}

absl::Status WholeFilesOp::Run(TaskContext& context, int partition, Sink<Row>& out) const {
  if (partition >= static_cast<int>(options_.partitions.size())) {
    return absl::OutOfRangeError(StrCat("no such files: partition=", partition));
  }
  for (const FoundFile& file : options_.partitions[partition]) {
    if (context.cancelled()) return absl::CancelledError("the task was cancelled");
    SLUICE_ASSIGN_OR_RETURN(const std::string contents,
                            options_.is_text ? ReadText(file.path) : ReadWholeFile(file.path));
    const std::string name = NameOf(file);
    Row row(name, contents);
    context.CountRead(1);
    if (!out.Push(absl::MakeSpan(&row, 1))) return absl::OkStatus();
  }
  return absl::OkStatus();
}

}  // namespace sluice
