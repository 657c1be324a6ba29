#ifndef SLUICE_API_RDD_SAVED_FILES_H_
#define SLUICE_API_RDD_SAVED_FILES_H_

#include <string>

#include "api/core/duration.h"
#include "api/core/error.h"
#include "api/rdd/rdd_handle.h"
#include "common/fs/file_uri.h"
#include "engine/rows/files/text_file.h"
#include "engine/task/factory.h"

namespace sluice::internal {

// Runs Writer for each partition of an RDD, as the operation `name`, in a folder that is new or empty, unless former
// output is replaced.
template <class Writer>
void SaveFiles(const RddHandle& rdd, const std::string& name, const std::string& folder,
               FormerOutput former = FormerOutput::kIsAnError) {
  ThrowIfError(PrepareTextFolder(folder, former));
  rdd.Run(RefTo<Writer>(name, folder));
  ThrowIfError(FinishTextFolder(folder));
}

// Where a batch is saved: PREFIX-TIME.SUFFIX.
inline std::string BatchFolder(const std::string& prefix, Time time, const std::string& suffix) {
  std::string folder = AbsolutePath(prefix);
  const std::string name = "-" + std::to_string(time.milliseconds()) + (suffix.empty() ? "" : "." + suffix);
  return folder.insert(WithoutOptions(folder).size(), name);
}

}  // namespace sluice::internal

#endif  // SLUICE_API_RDD_SAVED_FILES_H_
