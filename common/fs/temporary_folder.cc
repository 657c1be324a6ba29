#include "common/fs/temporary_folder.h"

#include <stdlib.h>

#include <cerrno>

#include "common/base/status.h"
#include "common/fs/files.h"

namespace sluice {
namespace {

std::string Parent() {
  for (const char* name : {"TEST_TMPDIR", "TMPDIR"}) {
    const char* value = getenv(name);
    if (value != nullptr && *value != '\0') return value;
  }
  return "/tmp";
}

}  // namespace

absl::StatusOr<TemporaryFolder> TemporaryFolder::Create(std::string_view prefix) {
  std::string path = StrCat(Parent(), "/", prefix, "-XXXXXX");
  if (mkdtemp(path.data()) == nullptr) return absl::ErrnoToStatus(errno, StrCat("create temporary folder ", path));
  return TemporaryFolder(std::move(path));
}

TemporaryFolder::~TemporaryFolder() {
  if (!path_.empty()) LocalFiles().RemoveTree(path_).IgnoreError();  // Nobody is left to tell.
}

}  // namespace sluice
