#include "engine/lineage/debug_string.h"

#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/str_cat.h"
#include "engine/lineage/rdd_cell.h"

namespace sluice {
namespace {

constexpr size_t kBytesMax = 4 << 20;  // An RDD that is made of another twice, that of a third twice, has no end.

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
  if (rdd.shuffle) return "ShuffleRDDFunctions";
  if (!rdd.partition_blocks.empty()) return "BlockRDD";
  if (rdd.narrow.empty()) return "ParallelCollectionRDD";
  return rdd.narrow.size() > 1 ? "UnionRDD" : "MapPartitionsRDD";
}

// The name of a Python function says where in the program it is used: "PythonRDD at collect at app.py:11".
constexpr std::string_view kPythonRdd = "PythonRDD";

std::string Described(const Origin& rdd) {
  std::string_view kind = KindOf(*rdd.node), where = rdd.node->op.name;
  if (where.starts_with(kPythonRdd)) {
    kind = kPythonRdd;
    if (where.size() > kPythonRdd.size()) where.remove_prefix(kPythonRdd.size() + std::string_view(" at ").size());
  }
  return StrCat(kind, "[", rdd.node->id.number(), "] at ", where,
                rdd.level.empty() ? "" : StrCat(" [", rdd.level, "]"));
}

// The bar that the lines of a stage hang from, below the middle of its "(partitions)".
std::string BarBelow(const std::string& partitions) {
  size_t left = (partitions.size() - 1) / 2;
  return std::string(left, ' ') + "|" + std::string(partitions.size() - left, ' ');
}

using Prefix = std::shared_ptr<const std::string>;

// The line of an RDD, and those of what it is made of below, are still to come.
struct Pending {
  Rdd rdd;
  Prefix prefix;
  bool ends_stage = false;
};

// The first one last.
void AddParents(const Origin& rdd, const Prefix& prefix, std::vector<Pending>& pending) {
  if (rdd.read_from != nullptr) return pending.push_back({rdd.read_from, prefix});
  if (rdd.node->shuffle != nullptr) pending.push_back({rdd.node->shuffle->parent, prefix, true});
  for (auto input = rdd.node->narrow.rbegin(); input != rdd.node->narrow.rend(); ++input) {
    pending.push_back({input->parent, prefix});
  }
}

void AppendLine(const Pending& line, std::vector<Pending>& pending, std::string& out) {
  const Origin rdd = OriginOf(line.rdd);
  if (!line.ends_stage) {
    absl::StrAppend(&out, "\n", *line.prefix, Described(rdd));
    return AddParents(rdd, line.prefix, pending);
  }
  const std::string before = line.prefix->substr(0, line.prefix->find_last_of('|'));
  const std::string partitions = StrCat("(", line.rdd->partitions, ")");
  absl::StrAppend(&out, "\n", before, "+-", partitions, " ", Described(rdd));
  AddParents(rdd, std::make_shared<const std::string>(before + "  " + BarBelow(partitions)), pending);
}

}  // namespace

std::string DebugString(const Rdd& rdd, const std::string& name) {
  std::string partitions = StrCat("(", rdd->partitions, ")");
  const Origin origin = OriginOf(rdd);
  std::string out = StrCat(partitions, " ", name, name.empty() ? "" : " ", Described(origin));
  std::vector<Pending> pending;
  AddParents(origin, std::make_shared<const std::string>(BarBelow(partitions)), pending);
  while (!pending.empty() && out.size() < kBytesMax) {
    const Pending next = std::move(pending.back());
    pending.pop_back();
    AppendLine(next, pending, out);
  }
  if (!pending.empty()) absl::StrAppend(&out, "\n... (the rest is left out)");
  return out;
}

}  // namespace sluice
