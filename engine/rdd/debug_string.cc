#include "engine/rdd/debug_string.h"

#include "absl/strings/str_cat.h"

namespace sluice {
namespace {

const char* KindOf(const RddNode& rdd) {
  if (rdd.shuffle) return rdd.op.name == "persist" ? "KeptRDD" : "ShuffledRDD";
  if (!rdd.blocks.empty()) return "BlockRDD";
  if (rdd.narrow.empty()) return "ParallelCollectionRDD";
  return rdd.narrow.size() > 1 ? "UnionRDD" : "MapPartitionsRDD";
}

std::string Described(const RddNode& rdd) {
  return absl::StrCat(KindOf(rdd), "[", rdd.id.value(), "] at ", rdd.op.name);
}

// The bar that the lines of a stage hang from, below the middle of its "(partitions)".
std::string BarBelow(const std::string& partitions) {
  size_t left = (partitions.size() - 1) / 2;
  return std::string(left, ' ') + "|" + std::string(partitions.size() - left, ' ');
}

void AppendParents(const RddNode& rdd, const std::string& prefix, std::string& out);

void AppendStage(const RddNode& rdd, std::string prefix, std::string& out) {
  prefix.resize(prefix.find_last_of('|'));
  std::string partitions = absl::StrCat("(", rdd.partitions, ")");
  absl::StrAppend(&out, "\n", prefix, "+-", partitions, " ", Described(rdd));
  AppendParents(rdd, prefix + "  " + BarBelow(partitions), out);
}

void AppendParents(const RddNode& rdd, const std::string& prefix, std::string& out) {
  for (const NarrowDependency& input : rdd.narrow) {
    absl::StrAppend(&out, "\n", prefix, Described(*input.parent));
    AppendParents(*input.parent, prefix, out);
  }
  if (rdd.shuffle) AppendStage(*rdd.shuffle->parent, prefix, out);
}

}  // namespace

std::string DebugString(const RddNode& rdd, const std::string& name) {
  std::string partitions = absl::StrCat("(", rdd.partitions, ")");
  std::string out = absl::StrCat(partitions, " ", name, name.empty() ? "" : " ", Described(rdd));
  AppendParents(rdd, BarBelow(partitions), out);
  return out;
}

}  // namespace sluice
