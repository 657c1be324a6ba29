#ifndef SLUICE_COMMON_PROCESS_APPLICATION_MARKER_H_
#define SLUICE_COMMON_PROCESS_APPLICATION_MARKER_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "common/base/version.h"

namespace sluice {

// An ELF note (owner "Sluice", type 1) says that an executable is a Sluice application and of which version. It is put
// there by this line at namespace scope, once in a program (role/begin_role.cc does it for every application):
//   SLUICE_APPLICATION_MARKER;
struct ApplicationMarker {
  int32_t owner_bytes = 7;
  int32_t version_bytes = 16;
  int32_t type = 1;
  char owner[8] = "Sluice";
  char version[16] = {};
};
constexpr ApplicationMarker MakeApplicationMarker() {
  static_assert(sizeof(kVersion) <= sizeof(ApplicationMarker::version));
  ApplicationMarker marker;
  for (size_t i = 0; i < sizeof(kVersion); ++i) marker.version[i] = kVersion[i];
  return marker;
}
#define SLUICE_APPLICATION_MARKER                                                                          \
  extern "C" __attribute__((used, retain, section(".note.sluice"),                                         \
                            aligned(4))) constexpr ::sluice::ApplicationMarker sluice_application_marker = \
      ::sluice::MakeApplicationMarker()

// What the file of an application says about itself, without running it.
struct ApplicationFile {
  std::string cpu;       // "x86_64", "aarch64", "machine-<ELF number>".
  std::string build_id;  // Hexadecimal.
  std::string sluice_version;
};

// INVALID_ARGUMENT: an ELF file, but no Sluice application, or without a build id. NOT_FOUND, PERMISSION_DENIED: `path`
// cannot be read. Any bytes are safe to look at.
absl::StatusOr<ApplicationFile> ReadApplicationFile(const std::string& path);

// FAILED_PRECONDITION: for another CPU or of another version of Sluice than this program.
absl::Status CheckRunsHere(const std::string& path, const ApplicationFile& file);

// The CPU this program was built for, as in ApplicationFile.
std::string ThisCpu();

}  // namespace sluice

#endif  // SLUICE_COMMON_PROCESS_APPLICATION_MARKER_H_
