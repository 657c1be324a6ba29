#ifndef SLUICE_API_RDD_SAVED_FILES_H_
#define SLUICE_API_RDD_SAVED_FILES_H_

#include <string>
#include <vector>

#include "api/core/duration.h"
#include "api/core/error.h"
#include "api/rdd/rdd_handle.h"
#include "engine/rows/files/text_file.h"
#include "engine/task/factory.h"

namespace sluice::internal {

// Makes the folder that rows are saved in; returns it from the root, as all machines name it.
std::string PrepareFolder(const std::string& path, FormerOutput former);
// The files in such a folder, in order.
std::vector<std::string> SavedParts(const std::string& folder);

// Runs Writer for each partition of an RDD, as the operation `name`, in a folder that is new or empty, unless former
// output is replaced.
template <class Writer>
void SaveFiles(const RddHandle& rdd, const std::string& name, const std::string& path,
               FormerOutput former = FormerOutput::kIsAnError) {
  const std::string folder = PrepareFolder(path, former);
  rdd.Run(RefTo<Writer>(name, folder));
  ThrowIfError(FinishTextFolder(folder));
}

// Where a batch is saved: PREFIX-TIME.SUFFIX.
std::string BatchFolder(const std::string& prefix, Time time, const std::string& suffix);

}  // namespace sluice::internal

#endif  // SLUICE_API_RDD_SAVED_FILES_H_
