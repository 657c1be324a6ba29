// RDDs that are kept, on executors or in files: read twice.
#include <optional>
#include <string>
#include <vector>

#include "tests/operators/rdd_rows.h"

namespace sluice {
namespace {

using In = RddInputs;

RDD<int64_t> Next(const In& in) {
  return in.numbers.map([](int64_t n) { return n + 1; });
}
std::string Twice(const RDD<int64_t>& rdd) {
  std::string first = Text(rdd);
  return first + " " + Text(rdd);
}

}  // namespace

std::vector<RddRow> KeptRddRows() {
  return {
      {"persist", [](const In& in) { return Twice(Next(in).persist()); },  //
       "0: {} 0: {}", "3: {} 3: {}", "2: { 8 } 2: { 8 }"},
      {"cache", [](const In& in) { return Twice(Next(in).cache()); },  //
       "0: {} 0: {}", "3: {} 3: {}", "2: { 8 } 2: { 8 }"},
      {"unpersist",
       [](const In& in) {
         RDD<int64_t> rdd = Next(in).persist();
         std::string kept = Text(rdd);
         return kept + " " + Text(rdd.unpersist());
       },
       "0: {} 0: {}", "3: {} 3: {}", "2: { 8 } 2: { 8 }"},
      {"getStorageLevel",
       [](const In& in) { return Text(Next(in).persist().getStorageLevel() == StorageLevel::MEMORY_ONLY); },  //
       "true", "true", "true"},
      {"checkpoint",
       [](const In& in) {
         in.app.setCheckpointDir(in.folder);
         RDD<int64_t> rdd = Next(in);
         rdd.checkpoint();
         return Twice(rdd);
       },
       "0: {} 0: {}", "3: {} 3: {}", "2: { 8 } 2: { 8 }"},
      {"localCheckpoint", [](const In& in) { return Twice(Next(in).localCheckpoint()); },  //
       "0: {} 0: {}", "3: {} 3: {}", "2: { 8 } 2: { 8 }"},
      {"isCheckpointed",
       [](const In& in) {
         RDD<int64_t> rdd = Next(in).localCheckpoint();
         const bool before = rdd.isCheckpointed();
         rdd.count();
         return Text(before) + " " + Text(rdd.isCheckpointed());
       },
       "false true", "false true", "false true"},
      {"getCheckpointFile",
       [](const In& in) {
         in.app.setCheckpointDir(in.folder);
         RDD<int64_t> rdd = Next(in);
         rdd.checkpoint();
         rdd.count();
         return SavedIn(rdd.getCheckpointFile().value_or("nowhere")).substr(0, 19);
       },
       "_SUCCESS", "_SUCCESS part-00000", "_SUCCESS part-00000"},
  };
}

}  // namespace sluice
