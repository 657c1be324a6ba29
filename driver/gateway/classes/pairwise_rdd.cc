#include "driver/gateway/classes/pairwise_rdd.h"

#include "driver/gateway/class.h"
#include "driver/gateway/classes/python_partitioner.h"
#include "engine/python/pairwise_exchange.h"
#include "engine/rows/exchange.h"

namespace sluice::gateway {
namespace {

// The batches alone, each in its partition.
std::shared_ptr<JavaRdd> PartitionBy(PairwiseRdd& self, const std::shared_ptr<PythonPartitioner>& partitioner) {
  const int32_t partitions = partitioner->partitions();
  return WithHandle(self.rows(), self.rows().handle().Shuffled(RefTo<PairwiseExchangeWriter>("partitionBy", partitions),
                                                               RefTo<ExchangeReader<FrameRow>>("partitionBy", {}),
                                                               partitioner->partitioning()));
}

}  // namespace

const Class& PairwiseRdd::Describe() {
  static const Class type =
      Class("org.apache.spark.api.python.PairwiseRDD")
          .Constructor([](std::shared_ptr<JavaRdd> rows) { return std::make_shared<PairwiseRdd>(std::move(rows)); })
          .Has("asJavaPairRDD", [](PairwiseRdd& self) { return self.shared_from_this(); })
          .Has("partitionBy", &PartitionBy);
  return type;
}

}  // namespace sluice::gateway
