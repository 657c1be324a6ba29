#ifndef SLUICE_DRIVER_GATEWAY_RECORDED_PROGRAM_H_
#define SLUICE_DRIVER_GATEWAY_RECORDED_PROGRAM_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "api/dstream/streaming_program.h"
#include "driver/gateway/context.h"
#include "driver/gateway/graph_record.h"

namespace sluice::gateway {

class Gateway;

// A StreamingContext of the program: its streams, and how a later run builds them again. Thread-safe as its base.
class RecordedProgram : public internal::StreamingProgram {
 public:
  // FAILED_PRECONDITION: the context has been stopped.
  static absl::StatusOr<std::shared_ptr<RecordedProgram>> Make(Gateway& gateway, std::shared_ptr<Context> context,
                                                               Duration interval);
  RecordedProgram(Gateway& gateway, std::shared_ptr<Context> context, Duration interval);

  Gateway& gateway() { return gateway_; }
  const std::shared_ptr<Context>& context() const { return context_; }
  GraphRecord& record() { return record_; }

  // Goes on from the checkpoints in `folder`; its streams are those of the former run, and stay so.
  void GoOnFrom(const std::string& folder);
  // FAILED_PRECONDITION: it goes on from a former run, and has streams that that did not have.
  absl::Status CheckIsAsRecovered() const;

 private:
  // Nullopt: that of the former run holds.
  std::optional<std::string> Description(const std::string& path);

  Gateway& gateway_;
  const std::shared_ptr<Context> context_;  // Outlives the streams.
  GraphRecord record_;
  std::optional<size_t> recovered_calls_;
};

// The StreamingContext of the program that has left its checkpoints in `folder`, in the application of the program's
// SparkContext, or in one that is started with the former one's conf. Null: there are no checkpoints. A SparkException:
// they cannot be gone on from.
absl::StatusOr<std::shared_ptr<RecordedProgram>> RecoverProgram(Gateway& gateway, const std::string& folder);

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_RECORDED_PROGRAM_H_
