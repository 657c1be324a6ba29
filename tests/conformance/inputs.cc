#include "tests/conformance/inputs.h"

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "tests/conformance/folder_input.h"
#include "tests/conformance/socket_input.h"

namespace sluice {
namespace {

class QueueInput : public CaseInput {
 public:
  explicit QueueInput(const nlohmann::json& input) : input_(input) {}

  DStream<Value> AddTo(StreamingContext& ssc) override {
    auto rdd = [&](const nlohmann::json& rows) {
      return parallelize<Value>(ssc.sparkContext(), ValueOf(rows).list(), input_.value("partitions", 2));
    };
    RDDQueue<Value> queue;
    for (const nlohmann::json& batch : input_.at("batches")) queue.push(rdd(batch));
    bool one_at_a_time = input_.value("one_at_a_time", true);
    if (!input_.contains("default")) return ssc.queueStream(queue, one_at_a_time);
    const nlohmann::json& otherwise = input_.at("default");
    return ssc.queueStream(queue, one_at_a_time,
                           otherwise.is_null() ? emptyRDD<Value>(ssc.sparkContext()) : rdd(otherwise));
  }

 private:
  const nlohmann::json input_;
};

class TimedInput : public CaseInput {
 public:
  TimedInput(const nlohmann::json& input, Duration interval)
      : batches_(ValueOf(input.at("batches")).list()), partitions_(input.value("partitions", 2)), interval_(interval) {}

  DStream<Value> AddTo(StreamingContext& ssc) override {
    return ssc.generatedStream([this, &app = ssc.sparkContext()](Time time) {
      size_t index = time.milliseconds() / interval_.milliseconds() - 1;
      return parallelize<Value>(app, index < batches_.size() ? batches_[index].list() : ValueList(), partitions_);
    });
  }

 private:
  const ValueList batches_;
  const int partitions_;
  const Duration interval_;
};

}  // namespace

std::unique_ptr<CaseInput> MakeInput(const nlohmann::json& input, Duration interval, const std::string& folder) {
  const std::string kind = input.at("kind");
  if (kind == "queue") return std::make_unique<QueueInput>(input);
  if (kind == "timed") return std::make_unique<TimedInput>(input, interval);
  if (kind == "files") return std::make_unique<FolderInput>(input, interval, folder);
  if (kind == "socket") return std::make_unique<SocketInput>(input);
  throw std::invalid_argument("unknown kind of input: " + kind);
}

}  // namespace sluice
