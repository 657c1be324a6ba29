#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_PAIRWISE_RDD_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_PAIRWISE_RDD_H_

#include <memory>
#include <utility>

#include "driver/gateway/classes/java_rdd.h"
#include "driver/gateway/object.h"

namespace sluice::gateway {

// An RDD whose rows come in twos, the number of a partition and a batch that is to go there; a pair RDD to Python.
class PairwiseRdd : public ObjectOf<PairwiseRdd> {
 public:
  static const Class& Describe();
  explicit PairwiseRdd(std::shared_ptr<JavaRdd> rows) : rows_(std::move(rows)) {}
  const JavaRdd& rows() const { return *rows_; }

 private:
  const std::shared_ptr<JavaRdd> rows_;
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_PAIRWISE_RDD_H_
