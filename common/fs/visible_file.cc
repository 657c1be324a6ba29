#include "common/fs/visible_file.h"

#include "absl/strings/match.h"
#include "common/base/str_cat.h"
#include "common/fs/file_uri.h"

namespace sluice {
namespace {

// What programs call a file while they write it, or what they need until it is whole. Words that data may be called by,
// as .new, .bak, .lock, .upload and .part-1, are not among them.
constexpr std::string_view kTemporarySuffixes[] = {
    "._COPYING_",                                        // HDFS's shell.
    ".inprogress", ".pending",                           // Event logs of Spark, files of Flink.
    ".tmp",        ".temp",                              // Flume, Sluice itself and many others.
    "_.gstmp",     ".partial",     ".rsync-tmp",         // gsutil and gcloud; rclone; rsync.
    ".filepart",   ".writing",     ".uploading",         // WinSCP; Spring Integration; scripts.
    ".part",       ".crdownload",  ".crswap",            // Firefox and KDE; Chromium, for downloads and for pages.
    ".download",   ".opdownload",  ".incomplete",        // Safari; Opera; huggingface_hub.
    ".aria2",      ".ytdl",        ".lftp-pget-status",  // What is known of a download: aria2; yt-dlp; lftp.
    ".!qB",        ".!ut",         ".bc!",               // qBittorrent; uTorrent; BitComet.
    ".swp",        ".swo",         ".swx",               // vim.
    "~",           "___jb_tmp___", "___jb_old___",       // Former files of editors, cp and rsync; IDEs of JetBrains.
};

// Emacs' copies of what is not saved yet, and what Office puts beside an open file.
bool IsOfAnEditor(std::string_view name) {
  return name.starts_with("~$") || (name.size() > 1 && name.starts_with('#') && name.ends_with('#'));
}

}  // namespace

bool IsVisibleFile(std::string_view path) {
  const std::string_view name = FileName(path);
  if (name.starts_with('.') || name.starts_with('_') || IsOfAnEditor(name)) return false;
  return WithoutTemporarySuffix(name).size() == name.size();
}

std::string_view WithoutTemporarySuffix(std::string_view name) {
  for (std::string_view suffix : kTemporarySuffixes) {
    if (absl::EndsWithIgnoreCase(ToAbsl(name), ToAbsl(suffix))) return name.substr(0, name.size() - suffix.size());
  }
  return name;
}

}  // namespace sluice
