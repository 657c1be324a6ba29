#include "common/fs/visible_file.h"

#include "absl/strings/match.h"
#include "common/base/str_cat.h"
#include "common/fs/file_uri.h"

namespace sluice {
namespace {

// What these call a file while they write it: HDFS's shell; Flume, Sluice itself and many others; Firefox and KDE;
// rclone; WinSCP; Spring Integration; gsutil and gcloud; Chromium for downloads and for pages; Opera; aria2; vim; and
// what editors, cp and rsync call former files; IDEs of JetBrains.
constexpr std::string_view kTemporarySuffixes[] = {
    "._COPYING_", ".tmp",        ".part",  ".partial", ".filepart", ".writing",     "_.gstmp",      ".crdownload",
    ".crswap",    ".opdownload", ".aria2", ".swp",     "~",         "___jb_tmp___", "___jb_old___",
};

}  // namespace

bool IsVisibleFile(std::string_view path) {
  const std::string_view name = FileName(path);
  return !name.starts_with('.') && !name.starts_with('_') && WithoutTemporarySuffix(name).size() == name.size();
}

std::string_view WithoutTemporarySuffix(std::string_view name) {
  for (std::string_view suffix : kTemporarySuffixes) {
    if (absl::EndsWithIgnoreCase(ToAbsl(name), ToAbsl(suffix))) return name.substr(0, name.size() - suffix.size());
  }
  return name;
}

}  // namespace sluice
