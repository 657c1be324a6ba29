// What tasks do with blocks in memory, on one core.
#include <cstring>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "api/core/split.h"
#include "bench/steps/step.h"
#include "common/base/check.h"
#include "common/codec/shippable.h"
#include "engine/rows/collect.h"
#include "engine/rows/count.h"
#include "engine/rows/files/lines.h"
#include "engine/rows/filter.h"
#include "engine/rows/flat_map.h"
#include "engine/rows/keyed/combine_by_key.h"
#include "engine/rows/map.h"
#include "engine/task/compiled_stage.h"

namespace sluice {
namespace {

constexpr int kReducers = 2;
constexpr std::string_view kNeedle = "zeb";
using Word = std::pair<std::string_view, int64_t>;
using Counts = absl::flat_hash_map<std::string, int64_t>;
using CountedViews = absl::flat_hash_map<std::string_view, int64_t>;

auto has_needle = [](std::string_view line) { return line.find(kNeedle) != line.npos; };
auto split_line = [](std::string_view line) { return split(line, ' '); };
auto with_one = [](std::string_view word) { return Word(word, 1); };
using HasNeedle = Shippable<decltype(has_needle)>;
using Split = Shippable<decltype(split_line)>;
using WithOne = Shippable<decltype(with_one)>;
using Sum = Reducing<int64_t, Shippable<std::plus<>>>;

// A stage as executors get it: each operator reads the one before it.
class Stage {
 public:
  Stage(const std::vector<OperatorRef>& ops, const OperatorRef& terminal) {
    v1::StageProgram program;
    for (const OperatorRef& ref : ops) {
      v1::OpRef& op = *program.add_ops();
      if (program.ops_size() > 1) op.add_inputs(program.ops_size() - 2);
      Fill(op, ref);
    }
    Fill(*program.mutable_terminal(), terminal);
    stage_ = *CompiledStage::Instantiate(program);
  }
  TaskResult Run(const Buffers& blocks) const {
    TaskContext context(0, 0);
    for (const Buffer& block : blocks) context.AddInput(0, 0, {BlockId(), {block}});
    return *stage_->Run(context, 0);
  }

 private:
  static void Fill(v1::OpRef& op, const OperatorRef& ref) {
    op.set_factory(ref.factory);
    op.set_arguments(ref.arguments);
    op.set_name(ref.name);
  }
  std::unique_ptr<const CompiledStage> stage_;
};

const OperatorRef kLines = RefTo<LinesOp>("lines", {});
const std::vector<OperatorRef> kWords = {
    kLines, RefTo<FlatMapOp<std::string_view, std::string_view, Split>>("flatMap", Split(split_line)),
    RefTo<MapOp<std::string_view, Word, WithOne>>("map", WithOne(with_one))};

template <class T>
Stage CountingStage(std::vector<OperatorRef> ops) {
  return Stage(ops, RefTo<CountTerminal<T>>("count", {}));
}

int64_t CountOf(const TaskResult& result) {
  int64_t count = 0;
  SLUICE_CHECK(Decode(Join(result.value), count));
  return count;
}

template <class Take>
void ForEachLine(std::string_view text, Take take) {
  for (const char *at = text.data(), *end = at + text.size(); at != end;) {
    auto* newline = static_cast<const char*>(std::memchr(at, '\n', end - at));
    take(std::string_view(at, newline - at));
    at = newline + 1;
  }
}

// As grep does it: lines are looked for around what was found only.
int64_t LinesWithNeedle(std::string_view text) {
  int64_t lines = 0;
  for (const char *at = text.data(), *end = at + text.size(); at != end; ++lines) {
    const void* found = memmem(at, end - at, kNeedle.data(), kNeedle.size());
    if (found == nullptr) break;
    at = static_cast<const char*>(std::memchr(found, '\n', end - static_cast<const char*>(found))) + 1;
  }
  return lines;
}

template <class Take>
void ForEachWord(std::string_view line, Take take) {
  for (size_t from = 0; from < line.size();) {
    const size_t to = std::min(line.find(' ', from), line.size());
    if (to > from) take(line.substr(from, to - from));
    from = to + 1;
  }
}

template <class Add>
void ForEachRecord(const Buffers& segments, Add add) {
  for (const Buffer& segment : segments) {
    for (Reader in(segment.view()); !in.AtEnd();) {
      Word record;
      SLUICE_CHECK(DecodeFrom(in, record));
      add(record);
    }
  }
}

Stage MapSide() {
  using Writer = CombineByKeyWriter<std::string_view, Sum>;
  return Stage(kWords, RefTo<Writer>("reduceByKey", {Sum(), HashPartitioning(kReducers)}));
}

// What the map tasks over one block each leave for the first reduce partition.
Buffers SegmentsOfFirstReducer() {
  Buffers segments;
  const Stage stage = MapSide();
  for (const Buffer& block : StepBlocks()) {
    segments.push_back(Buffer::FromString(Join(stage.Run({block}).shuffle[0])));
  }
  return segments;
}

}  // namespace

void FilterStep() {
  int64_t kept = 0, found = 0;
  const Stage stage = CountingStage<std::string_view>(
      {kLines, RefTo<FilterOp<std::string_view, HasNeedle>>("filter", HasNeedle(has_needle))});
  const Buffers blocks = StepBlocks();
  const Cost filter = BestCostOf([&] { return CostOf([&] { kept = CountOf(stage.Run(blocks)); }); });
  const Cost search = BestCostOf([&] { return CostOf([&] { found = LinesWithNeedle(StepText().view()); }); });
  SLUICE_CHECK(kept == found && kept > 0);
  PrintStep(kStepLines, filter, search);
}

void SplitStep() {
  int64_t words = 0, wanted = 0;
  const Stage stage = CountingStage<Word>(kWords);
  const Buffers blocks = StepBlocks();
  const Cost split = BestCostOf([&] { return CostOf([&] { words = CountOf(stage.Run(blocks)); }); });
  const Cost loop = BestCostOf([&] {
    return CostOf([&] {
      wanted = 0;
      ForEachLine(StepText().view(),
                  [&](std::string_view line) { ForEachWord(line, [&](std::string_view) { ++wanted; }); });
    });
  });
  SLUICE_CHECK(words == wanted && words > kStepLines);
  PrintStep(kStepLines, split, loop);
}

void CombineStep() {
  TaskResult result;
  CountedViews plain;
  const Stage stage = MapSide();
  const Buffers blocks = StepBlocks();
  const Cost combine = BestCostOf([&] { return CostOf([&] { result = stage.Run(blocks); }); });
  const Cost loop = BestCostOf([&] {
    return CostOf([&] {
      plain = {};
      ForEachLine(StepText().view(),
                  [&](std::string_view line) { ForEachWord(line, [&](std::string_view word) { ++plain[word]; }); });
    });
  });
  Counts counts;
  for (const Buffers& segment : result.shuffle) {
    ForEachRecord({Buffer::FromString(Join(segment))},
                  [&](Word word) { counts[std::string(word.first)] += word.second; });
  }
  SLUICE_CHECK(counts == Counts(plain.begin(), plain.end()));
  PrintStep(kStepLines, combine, loop);
}

void ShuffleStep() {
  const Buffers segments = SegmentsOfFirstReducer();
  int64_t records = 0, keys = 0;
  ForEachRecord(segments, [&](const Word&) { ++records; });
  const Stage stage = CountingStage<Word>({RefTo<CombineByKeyReader<std::string_view, Sum>>("reduced", Sum())});
  const Cost merge = BestCostOf([&] { return CostOf([&] { keys = CountOf(stage.Run(segments)); }); });
  CountedViews plain;
  const Cost loop = BestCostOf([&] {
    return CostOf([&] {
      plain = {};
      ForEachRecord(segments, [&](const Word& word) { plain[word.first] += word.second; });
    });
  });
  SLUICE_CHECK(keys == static_cast<int64_t>(plain.size()));
  PrintStep(records, merge, loop);
}

}  // namespace sluice
