// The only code that meets Arrow's filesystems; lies in a library that programs load when they need it.
#include <arrow/buffer.h>
#include <arrow/filesystem/filesystem.h>
#include <arrow/io/interfaces.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "common/base/status.h"
#include "common/fs/arrow/arrow_plugin.h"
#include "common/fs/arrow/arrow_reader.h"
#include "common/fs/arrow/arrow_roots.h"
#include "common/fs/arrow/arrow_status.h"
#include "common/fs/file_uri.h"

namespace sluice {
namespace {

FoundFile Found(const arrow::fs::FileInfo& file, std::string path) {
  using std::chrono::floor, std::chrono::milliseconds;
  return {.path = std::move(path),
          .bytes = file.IsFile() ? file.size() : 0,
          .changed_millis = floor<milliseconds>(file.mtime().time_since_epoch()).count(),
          .is_folder = file.IsDirectory()};
}

class ArrowFileSystem : public FileSystem {
 public:
  explicit ArrowFileSystem(ArrowRoot root) : root_(std::move(root)), files_(*root_.files) {}

  absl::StatusOr<FoundFile> Look(const std::string& path) override {
    const auto file = files_.GetFileInfo(Inner(path));
    if (!file.ok()) return FromArrow(file.status(), "look at", path);
    if (file->IsFile() || file->IsDirectory()) return Found(*file, path);
    return absl::NotFoundError(ToAbsl(StrCat("there is no ", WithoutSecrets(path))));
  }

  absl::Status List(const std::string& folder, absl::FunctionRef<void(FoundFile)> found) override {
    arrow::fs::FileSelector selector;
    selector.base_dir = Inner(folder);
    const auto files = files_.GetFileInfo(selector);
    if (!files.ok()) return FromArrow(files.status(), "list", folder);
    for (const arrow::fs::FileInfo& file : *files) {
      if (file.IsFile() || file.IsDirectory()) found(Found(file, ChildPath(folder, file.base_name())));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::unique_ptr<FileReader>> Open(const std::string& path, int64_t begin, int64_t end) override {
    auto file = files_.OpenInputFile(Inner(path));
    if (!file.ok()) return FromArrow(file.status(), "open", path);
    return ReadAhead(std::move(file).ValueUnsafe(), path, begin, end);
  }

  absl::Status Publish(const std::string& path, std::string_view contents) override {
    const std::string inner = Inner(path);
    // An object is there when its upload is complete; until then readers have the former one, or none.
    if (root_.has_objects) return Write(inner, contents, path);
    SLUICE_RETURN_IF_ERROR(MakeFolder(path.substr(0, WithoutOptions(path).rfind('/'))));
    static std::atomic<int> count{0};
    const std::string aside = StrCat(inner, ".", reinterpret_cast<uintptr_t>(this), "-",
                                     std::chrono::steady_clock::now().time_since_epoch().count(), "-", ++count, ".tmp");
    absl::Status status = Write(aside, contents, path);
    if (status.ok()) status = MoveOver(aside, inner, path);
    if (!status.ok()) (void)files_.DeleteFile(aside);
    return status;
  }

  absl::Status Remove(const std::string& path) override {
    return FromArrow(files_.DeleteFile(Inner(path)), "remove", path);
  }

  absl::Status MakeFolder(const std::string& path) override {
    if (!root_.has_objects) return FromArrow(files_.CreateDir(Inner(path)), "make the folder", path);
    const auto bucket = files_.GetFileInfo(root_.path);
    if (!bucket.ok()) return FromArrow(bucket.status(), "look at the bucket of", path);
    if (bucket->IsDirectory()) return absl::OkStatus();
    return absl::NotFoundError(ToAbsl(
        StrCat("there is no bucket ", root_.path, " for ", WithoutSecrets(path), " (make it, or correct its name)")));
  }

 private:
  std::string Inner(const std::string& path) const {
    std::string inner = ParseFileUri(path).path;
    while (inner.ends_with('/')) inner.pop_back();
    if (inner.empty()) return root_.path;
    return root_.path.empty() || root_.path.ends_with('/') ? root_.path + inner.substr(1) : root_.path + inner;
  }

  absl::Status Write(const std::string& inner, std::string_view contents, const std::string& path) {
    auto out = files_.OpenOutputStream(inner, nullptr);
    if (!out.ok()) return FromArrow(out.status(), "write", path);
    const auto* bytes = reinterpret_cast<const uint8_t*>(contents.data());
    arrow::Status status = (*out)->Write(std::make_shared<arrow::Buffer>(bytes, contents.size()));
    if (status.ok()) status = (*out)->Close();
    if (!status.ok()) (void)(*out)->Abort();  // Else its destructor completes what is half of the file.
    return FromArrow(status, "write", path);
  }

  // HDFS does not move a file over another one.
  absl::Status MoveOver(const std::string& from, const std::string& to, const std::string& path) {
    if (files_.Move(from, to).ok()) return absl::OkStatus();
    (void)files_.DeleteFile(to);
    return FromArrow(files_.Move(from, to), "publish", path);
  }

  const ArrowRoot root_;
  arrow::fs::FileSystem& files_;
};

}  // namespace
}  // namespace sluice

void SluiceOpenArrowFileSystem(const std::string& root, absl::StatusOr<std::unique_ptr<sluice::FileSystem>>& opened) {
  absl::StatusOr<sluice::ArrowRoot> found = sluice::OpenArrowRoot(root);
  if (found.ok()) {
    opened = std::make_unique<sluice::ArrowFileSystem>(*std::move(found));
  } else {
    opened = found.status();
  }
}
