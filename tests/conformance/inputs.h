#ifndef SLUICE_TESTS_CONFORMANCE_INPUTS_H_
#define SLUICE_TESTS_CONFORMANCE_INPUTS_H_

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "api/dstream/streaming_context.h"
#include "tests/conformance/value.h"

namespace sluice {

// An input of a case: a stream in each program that is made of the case, and what comes in from outside meanwhile.
class CaseInput {
 public:
  virtual ~CaseInput() = default;
  virtual DStream<Value> AddTo(StreamingContext& ssc) = 0;
  virtual void BeforeStart() {}
  // Batches are numbered from 1. What belongs to one is there when this returns.
  virtual void Feed(int batch) {}
};

// `folder`: for the input alone. Throws on a kind it does not know.
std::unique_ptr<CaseInput> MakeInput(const nlohmann::json& input, Duration interval, const std::string& folder);

}  // namespace sluice

#endif  // SLUICE_TESTS_CONFORMANCE_INPUTS_H_
