#ifndef SLUICE_ENGINE_PYTHON_PYTHON_FILE_H_
#define SLUICE_ENGINE_PYTHON_PYTHON_FILE_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "engine/python/python_broadcast.h"

namespace sluice {

// A file that functions find in the folder of SparkFiles, as it travels to executors. Codable.
struct PythonFile {
  std::string path_in_folder;  // "settings/a.txt"; an archive is unpacked into a folder of that name.
  std::string archive_format;  // "zip", "tar" or "gztar"; empty: it stays as it is.
  PythonBroadcast contents;
};

// Puts such a file into a folder. `python` unpacks archives, but nothing out of their own folder. INVALID_ARGUMENT: it
// is none of its format.
absl::Status PutFile(const std::string& folder, const std::string& name, const std::string& archive_format,
                     std::string_view contents, const std::string& python);

}  // namespace sluice

#endif  // SLUICE_ENGINE_PYTHON_PYTHON_FILE_H_
