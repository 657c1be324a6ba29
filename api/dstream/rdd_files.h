#ifndef SLUICE_API_DSTREAM_RDD_FILES_H_
#define SLUICE_API_DSTREAM_RDD_FILES_H_

#include <string>

#include "api/core/application.h"
#include "api/core/error.h"
#include "api/rdd/external_rdd_functions.h"
#include "api/rdd/rdd.h"
#include "common/fs/file_uri.h"
#include "engine/dstream/saved_batches.h"

namespace sluice {

// Object files, for the RDDs of a stream of T.
template <class T>
RddFiles ObjectFilesOf(Application& app) {
  CheckHasCodec<T>();
  auto typed = [&jobs = app.jobs()](const Rdd& rdd, BatchTime job) { return RDD<T>(RddHandle(jobs, rdd, job)); };
  auto save = [=](const Rdd& rdd, BatchTime job, const std::string& folder) {
    typed(rdd, job).saveAsObjectFile(folder);
  };
  auto load = [&app](const std::string& folder) {
    return RowsOfObjectFiles<T>(app, ValueOrThrow(FindParts(AbsolutePath(folder)))).handle().node();
  };
  auto unite = [=](const Rdd& first, const Rdd& second) {
    return unionOf<T>({typed(first, BatchTime()), typed(second, BatchTime())}).handle().node();
  };
  return {save, load, unite};
}

}  // namespace sluice

#endif  // SLUICE_API_DSTREAM_RDD_FILES_H_
