#include "role/python/packed_program.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>
#include <utility>

#include "common/base/status.h"
#include "common/codec/reader.h"
#include "common/codec/writer.h"

namespace sluice {
namespace {

// An executable with a program is: the executable, the bytes of all files, the table of them, the size of the table in
// eight bytes, this.
constexpr std::string_view kMark = "SluicePythonPack";
constexpr size_t kEndBytes = sizeof(uint64_t) + kMark.size();
constexpr uint64_t kTableBytesMax = 64 << 20;

void PutText(std::string_view text, Writer& out) {
  out.PutVarint(text.size());
  out.PutBytes(text.data(), text.size());
}

bool GetText(Reader& in, std::string& text) {
  uint64_t size = 0;
  std::string_view bytes;
  if (!in.GetCount(size) || !in.GetBytes(size, bytes)) return false;
  text = bytes;
  return true;
}

absl::StatusOr<std::ifstream> OpenFile(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    return absl::InvalidArgumentError(StrCat(path, " is a folder: only files can be shipped"));
  }
  std::ifstream in(path, std::ios::binary);
  if (in) return in;
  const std::string what = StrCat("open ", path, ": ", std::strerror(errno));
  return errno == ENOENT || errno == ENOTDIR ? absl::NotFoundError(what) : absl::PermissionDeniedError(what);
}

// Returns how many bytes were copied: as many as there are, or `bytes_max`.
uint64_t Copy(std::istream& in, std::ostream& out, uint64_t bytes_max = UINT64_MAX) {
  char chunk[1 << 16];
  uint64_t copied = 0;
  while (copied < bytes_max && out) {
    in.read(chunk, static_cast<std::streamsize>(std::min<uint64_t>(sizeof(chunk), bytes_max - copied)));
    if (in.gcount() == 0) break;
    out.write(chunk, in.gcount());
    copied += in.gcount();
  }
  return copied;
}

absl::Status NotWhole(const std::string& executable) {
  return absl::DataLossError(StrCat("the program behind ", executable, " is not whole"));
}

// Relative, and nowhere but below its folder.
bool IsTame(const std::string& name) {
  const std::filesystem::path path(name);
  if (name.empty() || path.is_absolute()) return false;
  for (const std::filesystem::path& part : path) {
    if (part == "..") return false;
  }
  return true;
}

struct Table {
  PackedProgram program;
  std::vector<uint64_t> sizes;
  uint64_t first = 0;  // Where the bytes of the first file begin.
};

bool ReadTable(Reader in, uint64_t files_end, Table& table) {
  uint64_t count = 0, bytes = 0;
  if (!GetText(in, table.program.working_folder) || !in.GetCount(count)) return false;
  for (uint64_t i = 0; i < count; ++i) {
    uint64_t size = 0;
    std::string name;
    if (!GetText(in, name) || !in.GetVarint(size) || !IsTame(name) || size > files_end - bytes) return false;
    bytes += size;
    table.program.files.push_back({.path_in_folder = std::move(name)});
    table.sizes.push_back(size);
  }
  table.first = files_end - bytes;
  return in.AtEnd();
}

// The size of the table, before which it ends at `table_end`; false: there is no program.
bool FindTable(std::istream& in, uint64_t& table_bytes, uint64_t& table_end) {
  in.seekg(0, std::ios::end);
  const int64_t size = in.tellg();
  char end[kEndBytes];
  if (size < static_cast<int64_t>(kEndBytes)) return false;
  table_end = size - kEndBytes;
  in.seekg(static_cast<int64_t>(table_end));
  if (!in.read(end, kEndBytes) || std::string_view(end + sizeof(uint64_t), kMark.size()) != kMark) return false;
  std::memcpy(&table_bytes, end, sizeof(table_bytes));
  return true;
}

absl::StatusOr<Table> OpenTable(const std::string& executable, std::istream& in) {
  uint64_t bytes = 0, end = 0;
  if (!FindTable(in, bytes, end)) return absl::NotFoundError(StrCat("there is no program behind ", executable));
  if (bytes > end || bytes > kTableBytesMax) return NotWhole(executable);
  std::string text(bytes, '\0');
  in.seekg(static_cast<int64_t>(end - bytes));
  Table table;
  if (!in.read(text.data(), static_cast<std::streamsize>(bytes)) || !ReadTable(Reader(text), end - bytes, table)) {
    return NotWhole(executable);
  }
  return table;
}

}  // namespace

absl::Status PackProgram(const PackedProgram& program, const std::string& executable, const std::string& target) {
  std::ofstream out(target, std::ios::binary | std::ios::trunc);
  Writer table;
  PutText(program.working_folder, table);
  table.PutVarint(program.files.size());
  SLUICE_ASSIGN_OR_RETURN(std::ifstream own, OpenFile(executable));
  Copy(own, out);
  std::set<std::string> names;
  for (const PackedFile& file : program.files) {
    if (!names.insert(file.path_in_folder).second) {
      return absl::InvalidArgumentError(
          StrCat("two of the files are named ", std::filesystem::path(file.path_in_folder).filename().string()));
    }
    SLUICE_ASSIGN_OR_RETURN(std::ifstream in, OpenFile(file.path));
    PutText(file.path_in_folder, table);
    table.PutVarint(Copy(in, out));
  }
  const uint64_t table_bytes = table.size();
  table.PutFixed(table_bytes);
  table.PutBytes(kMark.data(), kMark.size());
  out.write(table.view().data(), static_cast<std::streamsize>(table.size()));
  out.close();
  if (out) return absl::OkStatus();
  return absl::ResourceExhaustedError(StrCat("write ", target, ": ", std::strerror(errno)));
}

bool HasProgram(const std::string& executable) {
  std::ifstream in(executable, std::ios::binary);
  uint64_t bytes = 0, end = 0;
  return in && FindTable(in, bytes, end);
}

absl::StatusOr<PackedProgram> UnpackProgram(const std::string& executable, const std::string& folder) {
  SLUICE_ASSIGN_OR_RETURN(std::ifstream in, OpenFile(executable));
  SLUICE_ASSIGN_OR_RETURN(Table table, OpenTable(executable, in));
  in.seekg(static_cast<int64_t>(table.first));
  for (size_t i = 0; i < table.sizes.size(); ++i) {
    PackedFile& file = table.program.files[i];
    const std::filesystem::path path = std::filesystem::path(folder) / file.path_in_folder;
    std::error_code error;
    std::filesystem::create_directories(path.parent_path(), error);
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    if (Copy(in, out, table.sizes[i]) != table.sizes[i]) return NotWhole(executable);
    out.close();
    if (!out) return absl::ResourceExhaustedError(StrCat("write ", path.string(), ": ", std::strerror(errno)));
    file.path = path.string();
  }
  return table.program;
}

}  // namespace sluice
