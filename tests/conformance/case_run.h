#ifndef SLUICE_TESTS_CONFORMANCE_CASE_RUN_H_
#define SLUICE_TESTS_CONFORMANCE_CASE_RUN_H_

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "api/dstream/streaming_context.h"
#include "tests/conformance/inputs.h"
#include "tests/conformance/operators.h"
#include "tests/conformance/stdout_capture.h"

namespace sluice {

// Runs one case that has a graph, as a streaming program whose clock is advanced batch by batch.
class CaseRun {
 public:
  // `folder`: for the case alone.
  CaseRun(Application& app, const nlohmann::json& test, std::string folder);
  ~CaseRun();

  // What the program gave, in the form of "expect". Throws what the API throws.
  nlohmann::json Run();

 private:
  StreamingContext MakeProgram();
  void Record(const std::string& id);
  void RunBatches(int first, int last);
  void Restart();
  nlohmann::json Slices();
  nlohmann::json SavedFiles() const;
  std::string CheckpointFolder() const { return folder_ + "/checkpoint"; }
  std::string SavePrefix() const;

  Application& app_;
  const nlohmann::json& test_;
  const std::string folder_;
  const Duration interval_;
  std::map<std::string, std::unique_ptr<CaseInput>> inputs_;
  std::optional<StreamingContext> ssc_;
  std::map<std::string, Rows> streams_;
  std::optional<StdoutCapture> capture_;
  nlohmann::json result_;
};

}  // namespace sluice

#endif  // SLUICE_TESTS_CONFORMANCE_CASE_RUN_H_
