#ifndef SLUICE_ENGINE_LINEAGE_LINEAGE_H_
#define SLUICE_ENGINE_LINEAGE_LINEAGE_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/lineage/job_runner.h"
#include "engine/lineage/node.h"

namespace sluice {

// As many, or INT_MAX: more than any RDD may have.
int ClampPartitions(int64_t partitions);

// New RDDs of the lineage graph, each with a cell. `jobs` gives ids and outlives them.

// A leaf that needs nothing: its rows are in the operator itself.
Rdd SourceRdd(JobRunner& jobs, OperatorRef op, int partitions);
// A leaf that reads the input blocks of a batch.
Rdd BlockRdd(JobRunner& jobs, OperatorRef op, std::vector<std::vector<BlockId>> blocks,
             std::optional<BatchTime> batch = {});
// One parent, the same partitions.
Rdd NarrowRdd(JobRunner& jobs, OperatorRef op, Rdd parent, std::optional<Partitioning> partitioning = {});
// Any number of inputs, each saying which of its partitions are needed.
Rdd NarrowRdd(JobRunner& jobs, OperatorRef op, std::vector<NarrowDependency> inputs, int partitions,
              std::optional<Partitioning> partitioning = {});
// The partitions of all parents, one after the other; INT_MAX of them if there are more.
Rdd UnionRdd(JobRunner& jobs, OperatorRef op, const std::vector<Rdd>& parents);
// Writer at the end of the parent's stage, reader at the start of the next. The outputs are freed with the last node
// that reads them.
Rdd ShuffledRdd(JobRunner& jobs, OperatorRef writer, OperatorRef reader, Rdd parent, int reducers,
                std::optional<Partitioning> partitioning = {});
// The parent's rows, computed once and kept until the last node that reads them is gone: `writer` writes partition p
// into segment p alone.
Rdd KeptRdd(JobRunner& jobs, OperatorRef writer, OperatorRef reader, Rdd parent);

}  // namespace sluice

#endif  // SLUICE_ENGINE_LINEAGE_LINEAGE_H_
