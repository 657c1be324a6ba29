#include "common/fs/arrow/load_arrow.h"

#include <dlfcn.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>

#include "common/base/status.h"
#include "common/fs/arrow/arrow_plugin.h"

// The bytes of libsluice_arrow.so.
extern "C" const char kSluiceArrowPlugin[];
extern "C" const char kSluiceArrowPluginEnd[];

namespace sluice {
namespace {

using Open = decltype(&SluiceOpenArrowFileSystem);

absl::Status WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return absl::ErrnoToStatus(errno, "cannot unpack libsluice_arrow.so");
    bytes.remove_prefix(written);
  }
  return absl::OkStatus();
}

// An application is one file that is sent to other machines, so the library lies inside it and is loaded from memory.
absl::StatusOr<Open> Load() {
  const int fd = memfd_create("libsluice_arrow.so", MFD_CLOEXEC);
  if (fd < 0) return absl::ErrnoToStatus(errno, "cannot unpack libsluice_arrow.so");
  absl::Status written = WriteAll(fd, {kSluiceArrowPlugin, kSluiceArrowPluginEnd});
  void* const library = written.ok() ? dlopen(StrCat("/proc/self/fd/", fd).c_str(), RTLD_NOW | RTLD_LOCAL) : nullptr;
  const char* const problem = library == nullptr && written.ok() ? dlerror() : nullptr;
  close(fd);
  if (!written.ok()) return written;
  if (problem != nullptr) {
    return absl::FailedPreconditionError(
        ToAbsl(StrCat("files that are not on a disk need Arrow C++ on this machine, and it cannot be loaded: ", problem,
                      " (install it where the build had it, or name its folder in LD_LIBRARY_PATH)")));
  }
  return reinterpret_cast<Open>(dlsym(library, "SluiceOpenArrowFileSystem"));
}

}  // namespace

absl::StatusOr<std::unique_ptr<FileSystem>> OpenArrowFileSystem(const std::string& root) {
  static const auto* const open = new absl::StatusOr<Open>(Load());
  SLUICE_RETURN_IF_ERROR(open->status());
  absl::StatusOr<std::unique_ptr<FileSystem>> opened = nullptr;
  (**open)(root, opened);
  return opened;
}

}  // namespace sluice
