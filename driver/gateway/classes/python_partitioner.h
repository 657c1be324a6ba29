#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_PYTHON_PARTITIONER_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_PYTHON_PARTITIONER_H_

#include <cstdint>
#include <string_view>

#include "driver/gateway/object.h"
#include "engine/task/partitioning.h"

namespace sluice::gateway {

// A number of partitions, and the function of Python that says which one a key belongs to.
class PythonPartitioner : public ObjectOf<PythonPartitioner> {
 public:
  static constexpr std::string_view kName = "PythonPartitioner";
  static const Class& Describe();
  PythonPartitioner(int32_t partitions, int64_t function) : partitions_(partitions), function_(function) {}

  bool Equals(const Object& other) const override;
  int32_t HashCode() const override { return partitions_; }
  int32_t partitions() const { return partitions_; }
  // Equal for equal partitioners. No router of ours knows it: Python has placed the keys.
  Partitioning partitioning() const;

 private:
  const int32_t partitions_;
  const int64_t function_;  // Its id in the driver's Python.
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_PYTHON_PARTITIONER_H_
