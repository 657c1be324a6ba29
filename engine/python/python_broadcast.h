#ifndef SLUICE_ENGINE_PYTHON_PYTHON_BROADCAST_H_
#define SLUICE_ENGINE_PYTHON_PYTHON_BROADCAST_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/codec/codec.h"
#include "engine/task/attachments.h"
#include "engine/variables/broadcast_value.h"

namespace sluice {

// A broadcast variable whose value is a pickled object. Names it on the wire; the value comes to executors as that of
// any broadcast variable does.
class PythonBroadcast {
 public:
  PythonBroadcast() = default;
  explicit PythonBroadcast(std::shared_ptr<BroadcastValue> value) : value_(std::move(value)) {}

  // As Python knows it.
  int64_t id() const { return value_->name().id; }
  const std::shared_ptr<BroadcastValue>& value() const { return value_; }
  // A file of this machine that has the pickled object, written by the first task of the process that asks.
  // Thread-safe.
  absl::StatusOr<std::string> File() const;

 private:
  friend struct Codec<PythonBroadcast>;
  std::shared_ptr<BroadcastValue> value_;
};

template <>
struct Codec<PythonBroadcast> {
  static void Encode(const PythonBroadcast& broadcast, Writer& out) {
    Attachments::Add(broadcast.value_);
    EncodeTo(out, broadcast.value_->name());
  }
  static bool Decode(Reader& in, PythonBroadcast& broadcast) {
    BroadcastName name;
    if (!DecodeFrom(in, name)) return false;
    broadcast.value_ = ReferencedBroadcast(name);
    return broadcast.value_ != nullptr;
  }
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_PYTHON_PYTHON_BROADCAST_H_
