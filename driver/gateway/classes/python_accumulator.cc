#include "driver/gateway/classes/python_accumulator.h"

#include <utility>

#include "common/base/status.h"
#include "common/codec/codec.h"
#include "common/observe/logging.h"
#include "driver/gateway/class.h"
#include "engine/python/accumulator_updates.h"
#include "engine/python/big_endian.h"

namespace sluice::gateway {

// Sends updates to the program's accumulator server, and waits until it has added them.
class PythonAccumulator::Sender : public AccumulatorValue {
 public:
  Sender(int port, std::string secret) : port_(port), secret_(std::move(secret)) {}

  bool Merge(std::string_view part) override {
    AccumulatorUpdates updates;
    if (!Decode(part, updates)) return false;
    MutexLock lock(&mu_);
    if (const absl::Status sent = Send(updates); !sent.ok()) {
      LogWarning("gateway", "what a task added to accumulators is lost: ", sent.message());
      socket_.reset();
    }
    return true;
  }

 private:
  absl::Status Send(const AccumulatorUpdates& updates) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    Writer out;
    if (!socket_.has_value()) {
      SLUICE_ASSIGN_OR_RETURN(socket_, LineSocket::ConnectTo(port_));
      out.PutBytes(secret_.data(), secret_.size());
    }
    PutBigEndian<int32_t>(out, static_cast<int32_t>(updates.pickled.size()));
    for (const std::string& update : updates.pickled) PutFrame(out, update);
    SLUICE_RETURN_IF_ERROR(socket_->Write(out.view()));
    return socket_->ReadExactly(1).status();
  }

  const int port_;
  const std::string secret_;
  Mutex mu_;
  std::optional<LineSocket> socket_ ABSL_GUARDED_BY(mu_);
};

const Class& PythonAccumulator::Describe() {
  static const Class type = Class("org.apache.spark.api.python.PythonAccumulatorV2")
                                .Constructor([](std::string, int32_t port, std::string secret) {
                                  return std::make_shared<PythonAccumulator>(port, std::move(secret));
                                });
  return type;
}

PythonAccumulator::PythonAccumulator(int port, std::string secret)
    : sender_(std::make_shared<Sender>(port, std::move(secret))) {}

void PythonAccumulator::Register(JobRunner& jobs) {
  const VariableKey key = jobs.NextVariableKey();
  RegisterAccumulator(key, sender_);
  MutexLock lock(&mu_);
  key_ = key.value();
}

std::optional<int64_t> PythonAccumulator::key() const {
  MutexLock lock(&mu_);
  return key_;
}

}  // namespace sluice::gateway
