#include "api/output/save_once.h"

#include "absl/strings/numbers.h"
#include "api/core/error.h"
#include "api/dstream/program_names.h"
#include "api/dstream/streaming_program.h"
#include "common/base/str_cat.h"
#include "engine/task/local_properties.h"

namespace sluice::internal {
namespace {

std::string Known(const char* property) {
  const auto found = LocalProperties().find(property);
  if (found != LocalProperties().end()) return found->second;
  throw Error(absl::FailedPreconditionError("saveOnce: this task is of no batch"));
}

int64_t KnownTime(const char* property) {
  int64_t time = 0;
  if (absl::SimpleAtoi(Known(property), &time)) return time;
  throw Error(absl::InternalError(StrCat("saveOnce: not a time: ", property, "=", Known(property))));
}

}  // namespace

BatchPart PartOfBatch(const NamedOutput& output, int partition, size_t rows) {
  return {.program = Known(kProgramProperty),
          .output = output.name,
          .batch = KnownTime(kBatchTimeProperty),
          .partition = partition,
          .partitions = output.partitions,
          .rows = static_cast<int64_t>(rows),
          .done_until = KnownTime(kDoneUntilProperty)};
}

void NameOutput(StreamingProgram& program, const std::string& name) {
  program.CheckCanChange();
  program.names().AddOutput(name);
}

}  // namespace sluice::internal
