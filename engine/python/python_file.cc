#include "engine/python/python_file.h"

#include <sys/wait.h>

#include <cerrno>
#include <vector>

#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/fs/files.h"
#include "common/process/spawn.h"

namespace sluice {
namespace {

// What leads out of the folder is left out by tarfile's filter, and by zip files' reader anyway.
constexpr char kUnpack[] =
    "import shutil, sys, tarfile\n"
    "archive, folder, form = sys.argv[1:]\n"
    "safe = {'filter': 'data'} if form != 'zip' and hasattr(tarfile, 'data_filter') else {}\n"
    "shutil.unpack_archive(archive, folder, form, **safe)\n";

// Blocks until it has ended.
absl::Status RunToEnd(const std::vector<std::string>& words) {
  SLUICE_ASSIGN_OR_RETURN(const pid_t pid, Spawn({.command = words}));
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (status == 0) return absl::OkStatus();
  return absl::InvalidArgumentError(StrCat(words[0], " has failed: status=", status));
}

}  // namespace

absl::Status PutFile(const std::string& folder, const std::string& name, const std::string& archive_format,
                     std::string_view contents, const std::string& python) {
  const std::string path = StrCat(folder, "/", name);
  SLUICE_RETURN_IF_ERROR(LocalFiles().MakeFolder(path.substr(0, path.rfind('/'))));
  if (archive_format.empty()) return LocalFiles().Publish(path, contents);
  const std::string archive = StrCat(path, ".archive");
  SLUICE_RETURN_IF_ERROR(LocalFiles().Publish(archive, contents));
  const absl::Status unpacked = RunToEnd({python, "-c", kUnpack, archive, path, archive_format});
  LocalFiles().Remove(archive).IgnoreError();  // It only takes room.
  return unpacked.ok() ? unpacked : Annotate(unpacked, StrCat("the archive ", name, " cannot be unpacked"));
}

}  // namespace sluice
