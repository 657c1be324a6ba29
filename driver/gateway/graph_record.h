#ifndef SLUICE_DRIVER_GATEWAY_GRAPH_RECORD_H_
#define SLUICE_DRIVER_GATEWAY_GRAPH_RECORD_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/base/mutex.h"
#include "driver/gateway/call_record.h"
#include "driver/gateway/recorded_call.h"
#include "driver/gateway/value.h"

namespace sluice {

class StreamNode;

}  // namespace sluice

namespace sluice::gateway {

class Gateway;
class JavaRdd;

// The calls that have built the streams of a program, in order: calling them again builds them again. Thread-safe.
class GraphRecord : public CallRecord {
 public:
  // A stream that the call has made gets the next number.
  void Note(RecordedCall::Form form, std::string_view type, std::string_view method, absl::Span<const Value> arguments,
            const Value& result) override;
  // From now on no later run can go on, for this reason.
  void RefuseRecovery(std::string why);
  std::string refusal() const;
  size_t size() const;

  // For a later run: functions are pickled, and rows of RDDs saved in folders whose paths begin with `path`. What
  // Python throws meanwhile is a SparkException.
  absl::StatusOr<std::vector<RecordedCall>> Save(Gateway& gateway, const std::string& path) const;

 private:
  RecordedItem ItemOf(const Value& value) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  RecordedArgument ArgumentOf(const Value& value) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  mutable Mutex mu_;
  std::vector<RecordedCall> calls_ ABSL_GUARDED_BY(mu_);
  std::map<const StreamNode*, int32_t> numbers_ ABSL_GUARDED_BY(mu_);
  std::vector<std::shared_ptr<JavaRdd>> rdds_ ABSL_GUARDED_BY(mu_);
  std::string refusal_ ABSL_GUARDED_BY(mu_);
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_GRAPH_RECORD_H_
