#include "tests/conformance/steps.h"

#include <numeric>
#include <stdexcept>
#include <utility>

namespace sluice {
namespace {

const char* NameOf(StreamingContextState state) {
  switch (state) {
    case StreamingContextState::INITIALIZED: return "INITIALIZED";
    case StreamingContextState::ACTIVE: return "ACTIVE";
    case StreamingContextState::STOPPED: return "STOPPED";
  }
  return "unknown";
}

std::optional<int64_t> Total(const std::vector<int64_t>& values, std::optional<int64_t> state) {
  return std::accumulate(values.begin(), values.end(), state.value_or(0));
}

struct AddAll {
  std::optional<int64_t> operator()(const std::vector<int64_t>& values, std::optional<int64_t> state) const {
    return Total(values, state);
  }
};

}  // namespace

Steps::Steps(Application& app, Duration interval, std::string folder)
    : app_(app), interval_(interval), folder_(std::move(folder)) {
  AddContextSteps();
  AddOutputSteps();
}

Steps::~Steps() {
  for (StreamingContext& context : contexts_) context.stop(/*stopApplication=*/false);
}

nlohmann::json Steps::Run(const nlohmann::json& steps) {
  nlohmann::json answers = nlohmann::json::array();
  for (const nlohmann::json& step : steps) {
    auto found = steps_.find(step.at("do"));
    if (found == steps_.end()) throw std::invalid_argument("unknown step: " + step.dump());
    try {
      nlohmann::json answer = found->second(step);
      answers.push_back(answer.is_null() ? "ok" : std::move(answer));
    } catch (const Error&) {
      answers.push_back("error");
    }
  }
  return answers;
}

DStream<int64_t> Steps::Input(StreamingContext& ssc) {
  return ssc.queueStream<int64_t>(std::vector{parallelize<int64_t>(app_, {1, 2}, 2)});
}

void Steps::Output(const DStream<int64_t>& stream) {
  stream.foreachRDD([](const RDD<int64_t>& rdd) { rdd.count(); });
}

void Steps::AddContextSteps() {
  auto add = [this](const std::string& name, auto call) {
    steps_[name] = [call](const nlohmann::json& step) -> nlohmann::json {
      if constexpr (std::is_void_v<decltype(call(step))>) {
        call(step);
        return nullptr;
      } else {
        return call(step);
      }
    };
  };
  using Json = const nlohmann::json&;
  add("new_context", [this](Json) { NewContext(); });
  add("start", [this](Json) { ssc().start(); });
  add("stop", [this](Json) { ssc().stop(/*stopApplication=*/false); });
  add("state", [this](Json) { return NameOf(ssc().getState()); });
  add("await", [this](Json step) { return ssc().awaitTerminationOrTimeout(step.value("timeout_ms", 500)); });
  add("remember", [this](Json) { ssc().remember(Minutes(1)); });
  add("checkpoint_dir", [this](Json) { ssc().checkpoint(folder_ + "/checkpoint"); });
  add("advance_one_batch", [this](Json) { ssc().advance(interval_); });
  add("active_is_this", [this](Json) { return StreamingContext::getActive() == ssc(); });
  add("start_second_context", [this](Json) {
    StreamingContext first = ssc();
    NewContext();
    std::swap(contexts_[contexts_.size() - 2], contexts_.back());
    StreamingContext& second = contexts_[contexts_.size() - 2];
    Output(Input(second));
    second.start();
  });
  add("recover_or_create", [this](Json) {
    contexts_.push_back(StreamingContext::getOrCreate(app_, folder_ + "/nothing-there", [this](Application& app) {
      StreamingContext created(app, interval_);
      Output(Input(created));
      return created;
    }));
  });
}

void Steps::AddOutputSteps() {
  using Json = const nlohmann::json&;
  auto add = [this](const std::string& name, auto call) {
    steps_[name] = [call](Json step) -> nlohmann::json {
      call(step);
      return nullptr;
    };
  };
  auto input = [this] { return Input(ssc()); };
  auto pairs = [input] { return input().map([](int64_t n) { return std::pair(n, n); }); };
  add("output", [=](Json) { Output(input()); });
  add("map_without_output", [=](Json) { input().map([](int64_t n) { return n; }); });
  add("stateful_output", [=](Json) {
    Output(pairs().updateStateByKey(AddAll()).map([](std::pair<int64_t, int64_t> row) { return row.second; }));
  });
  add("window_output", [=, this](Json) { Output(input().window(interval_ * 2)); });
  add("inverse_window_output", [=, this](Json) { Output(input().countByWindow(interval_ * 2, interval_)); });
  add("stream_checkpoint_output",
      [=](Json step) { Output(input().checkpoint(Milliseconds(step.at("ms").get<int64_t>()))); });
  add("failing_output",
      [=](Json) { input().foreachRDD([](const RDD<int64_t>&) { throw std::runtime_error("this output fails"); }); });
}

}  // namespace sluice
