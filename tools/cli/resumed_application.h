#ifndef SLUICE_TOOLS_CLI_RESUMED_APPLICATION_H_
#define SLUICE_TOOLS_CLI_RESUMED_APPLICATION_H_

#include <string>

#include "absl/status/statusor.h"
#include "common/actor/runtime.h"
#include "common/fs/files.h"
#include "proto/submit.pb.h"

namespace sluice {

// Which application `--resume` means: an id as it is, or whoever had the lease on a checkpoint directory, which has a
// '/' in its name. Of a holder that is silent it waits until he may be called dead. FAILED_PRECONDITION: it still runs.
// NOT_FOUND: the directory does not say.
absl::StatusOr<v1::ResumedApplication> FindResumed(Runtime& runtime, Files& files, const std::string& application);

}  // namespace sluice

#endif  // SLUICE_TOOLS_CLI_RESUMED_APPLICATION_H_
