#ifndef SLUICE_ENGINE_TASK_OPERATOR_REF_H_
#define SLUICE_ENGINE_TASK_OPERATOR_REF_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace sluice {

// A shippable operator: factory in the executable plus encoded arguments (see proto/plan.proto).
struct OperatorRef {
  uint64_t factory = 0;
  std::string arguments;
  std::string name;
  std::vector<std::shared_ptr<const void>> attached;  // What the arguments name must live as long.
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_TASK_OPERATOR_REF_H_
