#include "worker/executor/executor_storage.h"

namespace sluice {
namespace {

BlockStoreOptions BlockOptions(const ExecutorOptions& options) {
  return {.memory_bytes_max = options.block_memory_bytes,
          .disk_bytes_max = options.block_disk_bytes,
          .disk_folder = options.disk_folder,
          .input_share = options.input_share};
}

StateStoresOptions StateOptions(const ExecutorOptions& options) {
  return {.memory_bytes = options.state_memory_bytes,
          .cold_folder = options.disk_folder.empty() ? "" : options.disk_folder + "/state"};
}

}  // namespace

ExecutorStorage::ExecutorStorage(Runtime& runtime, const ExecutorOptions& options)
    : task_bytes_(options.task_memory_bytes),
      spills_(!options.disk_folder.empty() && options.block_disk_bytes > 0),
      blocks_(BlockOptions(options)),
      states_(runtime, *options.checkpoint_files, StateOptions(options)),
      scratch_(options.disk_folder, options.block_disk_bytes) {}

}  // namespace sluice
