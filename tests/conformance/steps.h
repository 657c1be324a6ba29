#ifndef SLUICE_TESTS_CONFORMANCE_STEPS_H_
#define SLUICE_TESTS_CONFORMANCE_STEPS_H_

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "api/dstream/streaming_context.h"

namespace sluice {

// Runs a case that is a list of calls on a context.
class Steps {
 public:
  // `folder`: for the case alone.
  Steps(Application& app, Duration interval, std::string folder);
  ~Steps();

  // For each step "ok", the value of the call, or "error" if it was refused.
  nlohmann::json Run(const nlohmann::json& steps);

 private:
  using Step = std::function<nlohmann::json(const nlohmann::json&)>;

  void AddContextSteps();
  void AddOutputSteps();
  StreamingContext& ssc() { return contexts_.back(); }
  void NewContext() { contexts_.emplace_back(app_, interval_); }
  DStream<int64_t> Input(StreamingContext& ssc);
  static void Output(const DStream<int64_t>& stream);

  Application& app_;
  const Duration interval_;
  const std::string folder_;
  std::vector<StreamingContext> contexts_;  // The last one is meant; others may still run.
  std::map<std::string, Step> steps_;
};

}  // namespace sluice

#endif  // SLUICE_TESTS_CONFORMANCE_STEPS_H_
