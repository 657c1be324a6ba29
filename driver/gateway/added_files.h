#ifndef SLUICE_DRIVER_GATEWAY_ADDED_FILES_H_
#define SLUICE_DRIVER_GATEWAY_ADDED_FILES_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/mutex.h"
#include "engine/lineage/job_runner.h"
#include "engine/python/python_file.h"

namespace sluice::gateway {

// The files that a program gives to its functions: in the folder that SparkFiles names, there and on executors.
// Thread-safe.
class AddedFiles {
 public:
  // `jobs` outlive it. `python` unpacks archives.
  AddedFiles(JobRunner& jobs, std::string folder, std::string python);

  const std::string& folder() const { return folder_; }
  // "/data/a.txt", or "/data/a.txt#b", which is named b there; folders with all that is in them if `recursive`. What
  // was added before is added once. Errors are those of Spark.
  absl::Status AddFile(const std::string& path, bool recursive);
  // Is unpacked; "x.zip#n" into a folder n.
  absl::Status AddArchive(const std::string& path);

  // As "file:/data/a.txt", in the order of their names.
  std::vector<std::string> file_uris() const { return Uris(/*archives=*/false); }
  std::vector<std::string> archive_uris() const { return Uris(/*archives=*/true); }
  // What tasks are to have from now on.
  std::vector<PythonFile> files() const;

 private:
  struct Added {
    std::string uri;
    bool is_archive = false;
    std::vector<PythonFile> files;
  };
  std::vector<std::string> Uris(bool archives) const;
  bool Has(const std::string& name, const std::string& uri) const;
  absl::Status Add(const std::string& name, Added added);
  absl::StatusOr<PythonFile> Load(const std::string& source, std::string name, std::string format) const;

  JobRunner& jobs_;
  const std::string folder_;
  const std::string python_;
  mutable Mutex mu_;
  std::map<std::string, Added> by_name_ ABSL_GUARDED_BY(mu_);
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_ADDED_FILES_H_
