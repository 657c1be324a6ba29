#include "engine/lineage/debug_string.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/lineage/rdd_cell.h"

namespace sluice {
namespace {

// What it was made of, whether it is kept or not. A checkpointed RDD was made of what it is read from now.
struct Origin {
  Rdd node;
  Rdd read_from;  // Null: not checkpointed.
  std::string level;
};

Origin OriginOf(Rdd rdd) {
  Origin origin;
  while (rdd->cell != nullptr) {
    if (rdd->cell->IsCut()) return {rdd->cell->origin(), rdd->cell->Computed(), rdd->cell->notes().level};
    if (origin.level.empty()) origin.level = rdd->cell->notes().level;
    rdd = rdd->cell->Computed();
  }
  origin.node = std::move(rdd);
  return origin;
}

const char* KindOf(const RddNode& rdd) {
  if (rdd.op.name == "checkpoint") return "ReliableCheckpointRDD";
  if (rdd.op.name == "localCheckpoint") return "LocalCheckpointRDD";
  if (rdd.shuffle) return "ShuffledRDD";
  if (!rdd.blocks.empty()) return "BlockRDD";
  if (rdd.narrow.empty()) return "ParallelCollectionRDD";
  return rdd.narrow.size() > 1 ? "UnionRDD" : "MapPartitionsRDD";
}

std::string Described(const Origin& rdd) {
  return absl::StrCat(KindOf(*rdd.node), "[", rdd.node->id.value(), "] at ", rdd.node->op.name,
                      rdd.level.empty() ? "" : absl::StrCat(" [", rdd.level, "]"));
}

// The bar that the lines of a stage hang from, below the middle of its "(partitions)".
std::string BarBelow(const std::string& partitions) {
  size_t left = (partitions.size() - 1) / 2;
  return std::string(left, ' ') + "|" + std::string(partitions.size() - left, ' ');
}

void AppendParents(const Origin& rdd, const std::string& prefix, std::string& out);

void AppendStage(const Rdd& parent, std::string prefix, std::string& out) {
  prefix.resize(prefix.find_last_of('|'));
  std::string partitions = absl::StrCat("(", parent->partitions, ")");
  const Origin rdd = OriginOf(parent);
  absl::StrAppend(&out, "\n", prefix, "+-", partitions, " ", Described(rdd));
  AppendParents(rdd, prefix + "  " + BarBelow(partitions), out);
}

void AppendParents(const Origin& rdd, const std::string& prefix, std::string& out) {
  auto append = [&](const Rdd& parent) {
    const Origin made_of = OriginOf(parent);
    absl::StrAppend(&out, "\n", prefix, Described(made_of));
    AppendParents(made_of, prefix, out);
  };
  if (rdd.read_from != nullptr) return append(rdd.read_from);
  for (const NarrowDependency& input : rdd.node->narrow) append(input.parent);
  if (rdd.node->shuffle) AppendStage(rdd.node->shuffle->parent, prefix, out);
}

}  // namespace

std::string DebugString(const Rdd& rdd, const std::string& name) {
  std::string partitions = absl::StrCat("(", rdd->partitions, ")");
  const Origin origin = OriginOf(rdd);
  std::string out = absl::StrCat(partitions, " ", name, name.empty() ? "" : " ", Described(origin));
  AppendParents(origin, BarBelow(partitions), out);
  return out;
}

}  // namespace sluice
