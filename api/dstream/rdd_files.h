#ifndef SLUICE_API_DSTREAM_RDD_FILES_H_
#define SLUICE_API_DSTREAM_RDD_FILES_H_

#include <optional>
#include <string>

#include "api/core/application.h"
#include "api/core/error.h"
#include "api/rdd/external_rdd_functions.h"
#include "api/rdd/rdd.h"
#include "api/rdd/saved_files.h"
#include "engine/dstream/stream_spec.h"

namespace sluice::internal {

// Object files, for the RDDs of a stream of T.
template <class T>
RddFiles ObjectFilesOf(Application& app) {
  CheckHasCodec<T>();
  auto typed = [&jobs = app.jobs()](const Rdd& rdd, const std::optional<BatchKey>& batch) {
    return RDD<T>(RddHandle(jobs, rdd, batch));
  };
  auto save = [=](const Rdd& rdd, const std::optional<BatchKey>& batch, const std::string& folder) {
    typed(rdd, batch).saveAsObjectFile(folder);
  };
  auto load = [&app](const std::string& folder) {
    return RowsOfObjectFiles<T>(app, SavedParts(folder)).handle().node();
  };
  auto unite = [=](const Rdd& first, const Rdd& second) {
    return unionOf<T>({typed(first, std::nullopt), typed(second, std::nullopt)}).handle().node();
  };
  return {save, load, unite};
}

}  // namespace sluice::internal

#endif  // SLUICE_API_DSTREAM_RDD_FILES_H_
