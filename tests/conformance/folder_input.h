#ifndef SLUICE_TESTS_CONFORMANCE_FOLDER_INPUT_H_
#define SLUICE_TESTS_CONFORMANCE_FOLDER_INPUT_H_

#include <nlohmann/json.hpp>
#include <string>

#include "tests/conformance/inputs.h"

namespace sluice {

// Text files that are moved into a watched folder, with times of the manual clock.
class FolderInput : public CaseInput {
 public:
  FolderInput(const nlohmann::json& input, Duration interval, std::string folder);

  DStream<Value> AddTo(StreamingContext& ssc) override;
  void BeforeStart() override;
  void Feed(int batch) override;

 private:
  void MoveIn(const nlohmann::json& files, int64_t modified_millis) const;

  const nlohmann::json input_;
  const Duration interval_;
  const std::string folder_;
};

}  // namespace sluice

#endif  // SLUICE_TESTS_CONFORMANCE_FOLDER_INPUT_H_
