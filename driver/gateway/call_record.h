#ifndef SLUICE_DRIVER_GATEWAY_CALL_RECORD_H_
#define SLUICE_DRIVER_GATEWAY_CALL_RECORD_H_

#include <string_view>

#include "absl/types/span.h"
#include "driver/gateway/recorded_call.h"
#include "driver/gateway/value.h"

namespace sluice::gateway {

// Where the calls are noted that build the streams of a program (Effect::kBuildsStreams). Thread-safe.
class CallRecord {
 public:
  virtual ~CallRecord() = default;
  // Of a call that has succeeded. A method's object is the first of its arguments.
  virtual void Note(RecordedCall::Form form, std::string_view type, std::string_view method,
                    absl::Span<const Value> arguments, const Value& result) = 0;
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CALL_RECORD_H_
