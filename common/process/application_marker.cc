#include "common/process/application_marker.h"

#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/strings/escaping.h"
#include "common/base/status.h"
#include "common/base/version_check.h"

namespace sluice {
namespace {

constexpr int64_t kNoteBytesMax = 1 << 20;

struct File {
  explicit File(const std::string& path) : fd(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~File() {
    if (fd >= 0) close(fd);
  }
  bool ReadAt(uint64_t offset, void* into, size_t bytes) const {
    return pread(fd, into, bytes, static_cast<off_t>(offset)) == static_cast<ssize_t>(bytes);
  }
  const int fd;
};

absl::Status NotAnApplication(const std::string& path, std::string_view why) {
  return absl::InvalidArgumentError(StrCat(path, " is not a Sluice application: ", why));
}

size_t Padded(size_t bytes) { return (bytes + 3) & ~size_t{3}; }

// Fills in what the notes of one PT_NOTE segment say.
void ReadNotes(std::string_view notes, ApplicationFile& file) {
  Elf64_Nhdr header;
  while (notes.size() >= sizeof(header)) {
    std::memcpy(&header, notes.data(), sizeof(header));
    notes.remove_prefix(sizeof(header));
    const size_t name_bytes = Padded(header.n_namesz), value_bytes = Padded(header.n_descsz);
    if (name_bytes > notes.size() || value_bytes > notes.size() - name_bytes) return;
    const std::string_view owner = notes.substr(0, header.n_namesz);
    const std::string_view value = notes.substr(name_bytes, header.n_descsz);
    if (owner == std::string_view("GNU\0", 4) && header.n_type == NT_GNU_BUILD_ID) {
      file.build_id = absl::BytesToHexString(ToAbsl(value));
    } else if (owner == std::string_view("Sluice\0", 7) && header.n_type == 1) {
      file.sluice_version = std::string(value.substr(0, value.find('\0')));
    }
    notes.remove_prefix(name_bytes + value_bytes);
  }
}

std::string CpuName(uint16_t machine) {
  if (machine == EM_X86_64) return "x86_64";
  if (machine == EM_AARCH64) return "aarch64";
  return StrCat("machine-", machine);
}

absl::Status OpenError(const std::string& path) {
  const std::string what = StrCat("open ", path, ": ", std::strerror(errno));
  return errno == ENOENT || errno == ENOTDIR ? absl::NotFoundError(what) : absl::PermissionDeniedError(what);
}

// False: the file ends before it. Compared so that no sum can overflow.
bool Holds(uint64_t file_bytes, uint64_t offset, uint64_t bytes) {
  return offset <= file_bytes && bytes <= file_bytes - offset;
}

bool IsProgram(const Elf64_Ehdr& elf) { return elf.e_type == ET_EXEC || elf.e_type == ET_DYN; }

}  // namespace

absl::StatusOr<ApplicationFile> ReadApplicationFile(const std::string& path) {
  File input(path);
  if (input.fd < 0) return OpenError(path);
  struct stat info;
  if (fstat(input.fd, &info) != 0 || !S_ISREG(info.st_mode)) return NotAnApplication(path, "not a regular file");
  Elf64_Ehdr elf;
  if (!input.ReadAt(0, &elf, sizeof(elf)) || std::memcmp(elf.e_ident, ELFMAG, SELFMAG) != 0) {
    return NotAnApplication(path, "not an ELF executable");
  }
  if (elf.e_ident[EI_CLASS] != ELFCLASS64 || elf.e_ident[EI_DATA] != ELFDATA2LSB || !IsProgram(elf) ||
      elf.e_phentsize != sizeof(Elf64_Phdr)) {
    return NotAnApplication(path, "an ELF file, but no 64-bit little-endian program");
  }
  const auto file_bytes = static_cast<uint64_t>(info.st_size);
  const absl::Status cut =
      NotAnApplication(path, StrCat("the file is cut short, it ends after ", file_bytes, " bytes"));
  // A linker puts the section headers last.
  if (!Holds(file_bytes, elf.e_shoff, uint64_t{elf.e_shnum} * elf.e_shentsize)) return cut;
  ApplicationFile file{.cpu = CpuName(elf.e_machine)};
  for (int i = 0; i < elf.e_phnum; ++i) {
    Elf64_Phdr segment;
    if (!input.ReadAt(elf.e_phoff + uint64_t{sizeof(segment)} * i, &segment, sizeof(segment))) return cut;
    if (!Holds(file_bytes, segment.p_offset, segment.p_filesz)) return cut;
    if (segment.p_type != PT_NOTE || segment.p_filesz > kNoteBytesMax) continue;
    std::string notes(segment.p_filesz, '\0');
    if (input.ReadAt(segment.p_offset, notes.data(), notes.size())) ReadNotes(notes, file);
  }
  if (file.sluice_version.empty()) return NotAnApplication(path, "its main() does not call sluice::runApplication");
  if (file.build_id.empty()) {
    return absl::InvalidArgumentError(StrCat(path, " has no build id: link it with -Wl,--build-id"));
  }
  return file;
}

absl::Status CheckRunsHere(const std::string& path, const ApplicationFile& file) {
  if (file.cpu != ThisCpu()) {
    return absl::FailedPreconditionError(StrCat(path, " is for CPU ", file.cpu, ", workers are ", ThisCpu()));
  }
  return CheckVersion(StrCat("application ", path), file.sluice_version, "program that reads it",
                      "build it again with one of those");
}

std::string ThisCpu() {
#if defined(__x86_64__)
  return "x86_64";
#elif defined(__aarch64__)
  return "aarch64";
#else
#error "unknown CPU: add its name here and in CpuName"
#endif
}

}  // namespace sluice
