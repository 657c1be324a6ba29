#include "driver/gateway/classes/python_partitioner.h"

#include "common/base/str_cat.h"
#include "driver/gateway/class.h"

namespace sluice::gateway {

const Class& PythonPartitioner::Describe() {
  static const Class type =
      Class("org.apache.spark.api.python.PythonPartitioner").Constructor([](int32_t partitions, int64_t function) {
        return std::make_shared<PythonPartitioner>(partitions, function);
      });
  return type;
}

bool PythonPartitioner::Equals(const Object& other) const {
  const auto* const partitioner = dynamic_cast<const PythonPartitioner*>(&other);
  return partitioner != nullptr && partitioner->partitions_ == partitions_ && partitioner->function_ == function_;
}

Partitioning PythonPartitioner::partitioning() const {
  return {.arguments = StrCat("python function ", function_), .partitions = partitions_};
}

}  // namespace sluice::gateway
