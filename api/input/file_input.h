#ifndef SLUICE_API_INPUT_FILE_INPUT_H_
#define SLUICE_API_INPUT_FILE_INPUT_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "api/dstream/streaming_program.h"
#include "api/rdd/input_paths.h"
#include "common/fs/file_system.h"
#include "common/fs/visible_file.h"
#include "engine/lineage/job_runner.h"

namespace sluice::internal {

// The files that come into folders.
struct FileInputSpec {
  InputPaths directories;
  FileFilter filter = IsVisibleFile;
  bool new_files_only = true;
  // The RDD of the files that are new in a batch.
  std::function<Rdd(JobRunner&, const std::vector<FoundFile>& files)> read;
};
std::shared_ptr<StreamNode> AddFileInput(StreamingProgram& program, FileInputSpec spec);

}  // namespace sluice::internal

#endif  // SLUICE_API_INPUT_FILE_INPUT_H_
