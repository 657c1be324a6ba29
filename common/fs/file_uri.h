#ifndef SLUICE_COMMON_FS_FILE_URI_H_
#define SLUICE_COMMON_FS_FILE_URI_H_

#include <string>
#include <string_view>

namespace sluice {

// scheme://authority/path?options, as s3://bucket/logs/*.txt?region=eu-central-1. Nothing in the path is escaped: its
// characters stand for themselves. A '?' begins the options if a name and '=' follow; else it is a wildcard.
struct FileUri {
  std::string scheme;
  std::string authority;
  std::string path;     // Begins with the '/'.
  std::string options;  // Begins with the '?', unless it is empty.
};

// Not for "file:", which is a path on a disk.
bool IsFileUri(std::string_view path);
FileUri ParseFileUri(std::string_view uri);

// Without "file:", and from the root: tasks may run in other processes, which have other working directories. A URI as
// it is.
std::string AbsolutePath(std::string_view path);

// These take paths on disks as well as URIs.
std::string ChildPath(std::string_view folder, std::string_view name);
std::string_view WithoutOptions(std::string_view path);
std::string_view FileName(std::string_view path);
// For people to read: no options, and no "key:secret@" before the authority.
std::string WithoutSecrets(std::string_view path);
// The same with its file system, as messages of Hadoop name a path: file:/data/in.
std::string QualifiedPath(std::string_view path);

}  // namespace sluice

#endif  // SLUICE_COMMON_FS_FILE_URI_H_
