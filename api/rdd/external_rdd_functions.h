#ifndef SLUICE_API_RDD_EXTERNAL_RDD_FUNCTIONS_H_
#define SLUICE_API_RDD_EXTERNAL_RDD_FUNCTIONS_H_

#include <concepts>
#include <string>
#include <utility>
#include <vector>

#include "api/core/application.h"
#include "api/core/error.h"
#include "api/core/function.h"
#include "api/rdd/functions_of.h"
#include "api/rdd/input_paths.h"
#include "api/rdd/rdd_handle.h"
#include "api/rdd/saved_files.h"
#include "engine/rows/files/object_file.h"
#include "engine/rows/pipe.h"

namespace sluice::internal {

// What stands between blanks.
std::vector<std::string> WordsOf(const std::string& command);
std::vector<std::string> FilesIn(const InputPaths& paths);

// Rows through other programs and through files: a base of RDD<T>.
template <class T>
class ExternalRDDFunctions : public RDDFunctions<ExternalRDDFunctions<T>, T> {
 public:
  using Line = typename PipeOp<T>::Line;

  // The lines that `command` writes when it gets the rows of a partition as lines. It is split at blanks and run
  // without a shell, once for each partition; the job fails if it exits with anything but 0.
  template <class Command>
    requires std::convertible_to<Command, std::string>
  RDD<Line> pipe(const Command& command) const {
    return pipe(WordsOf(command));
  }
  // The same for a program and its arguments.
  RDD<Line> pipe(std::vector<std::string> command) const {
    return RDD<Line>(handle().Narrow(RefTo<PipeOp<T>>("pipe", command)));
  }

  // For objectFile, with the promises of saveAsTextFile.
  void saveAsObjectFile(const std::string& path) const {
    CheckHasCodec<T>();
    SaveFiles<ObjectFileTerminal<T>>(handle(), "saveAsObjectFile", path);
  }

 private:
  using RDDFunctions<ExternalRDDFunctions, T>::handle;
};

// The rows of such files, one a partition.
template <class T>
RDD<T> RowsOfObjectFiles(Application& app, const std::vector<std::string>& parts) {
  CheckHasCodec<T>();
  int partitions = static_cast<int>(parts.size());
  OperatorRef op = RefTo<ObjectFileOp<T>>("objectFile", parts);
  return RDD<T>(RddHandle(app.jobs(), SourceRdd(app.jobs(), std::move(op), partitions)));
}

}  // namespace sluice::internal

namespace sluice {

// The rows that saveAsObjectFile of an RDD<T> wrote, in the same partitions; of several folders, or single parts, one
// after the other. They are the same for all machines.
template <class T>
RDD<T> objectFile(Application& app, const InputPaths& paths) {
  return internal::RowsOfObjectFiles<T>(app, internal::FilesIn(paths));
}

}  // namespace sluice

#endif  // SLUICE_API_RDD_EXTERNAL_RDD_FUNCTIONS_H_
