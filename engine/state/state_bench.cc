// What batches with state cost on two cores, without driver and sockets: made pairs go through an exchange to the tasks
// that change state. Every answer is checked.
//
//   bazel run -c opt //engine/state:state_bench -- [update|map|window|large]...
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "common/actor/runtime.h"
#include "common/base/check.h"
#include "common/base/random.h"
#include "common/codec/shippable.h"
#include "common/fs/temporary_folder.h"
#include "engine/rows/exchange.h"
#include "engine/rows/keyed/combine_by_key.h"
#include "engine/rows/keyed/key_exchange.h"
#include "engine/state/map_with_state.h"
#include "engine/state/update_state_by_key.h"
#include "engine/state/window_state.h"
#include "engine/task/compiled_stage.h"
#include "state/store/state_stores.h"

namespace sluice {
namespace {

constexpr int kPartitions = 2;
using Row = std::pair<int64_t, int64_t>;

struct MadePairs {
  int64_t partition_rows = 0;
  int64_t keys = 0;
  uint64_t seed = 0;
};

// Pairs (key, 1) with keys from 0 on, alike for the same seed.
class MadePairsOp : public Op<Row> {
 public:
  using Input = void;
  using Options = MadePairs;
  static constexpr int kInputsMin = 0;
  MadePairsOp(Wiring<void>, MadePairs made) : made_(made) {}
  absl::Status Run(TaskContext&, int partition, Sink<Row>& out) const override {
    SeededRandom random(made_.seed * kPartitions + partition);
    Chunk<Row> chunk;
    ChunkFiller<Row> filler(chunk, out);
    for (int64_t i = 0; i < made_.partition_rows; ++i) filler.Add(static_cast<int64_t>(random.Below(made_.keys)), 1);
    filler.Flush();
    return absl::OkStatus();
  }

 private:
  const MadePairs made_;
};

struct Program {
  v1::StageProgram wire;
  void Fill(v1::OpRef& op, const OperatorRef& ref) {
    op.set_factory(ref.factory);
    op.set_arguments(ref.arguments);
  }
  int Add(const OperatorRef& ref, std::vector<int> inputs = {}) {
    v1::OpRef& op = *wire.add_ops();
    Fill(op, ref);
    for (int input : inputs) op.add_inputs(input);
    return wire.ops_size() - 1;
  }
  void End(const OperatorRef& ref) { Fill(*wire.mutable_terminal(), ref); }
};

// Runs all partitions of a stage, each on a thread of its own. `inputs`: for leaf i what its map tasks left.
std::vector<TaskResult> RunStage(const Program& program, const std::vector<const std::vector<TaskResult>*>& inputs,
                                 StateStores* stores) {
  auto stage = CompiledStage::Instantiate(program.wire);
  SLUICE_CHECK(stage.ok());
  std::vector<TaskResult> results(kPartitions);
  std::vector<std::thread> threads;
  for (int p = 0; p < kPartitions; ++p) {
    threads.emplace_back([&, p] {
      TaskContext context(p, 0);
      context.set_state_stores(stores);
      for (size_t leaf = 0; leaf < inputs.size(); ++leaf) {
        for (const TaskResult& map : *inputs[leaf]) {
          context.AddInput(static_cast<int>(leaf), p, {BlockId(), map.shuffle[p]});
        }
      }
      absl::StatusOr<TaskResult> result = (*stage)->Run(context, p);
      if (!result.ok()) std::fprintf(stderr, "%s\n", result.status().ToString().c_str());
      SLUICE_CHECK(result.ok());
      results[p] = *std::move(result);
    });
  }
  for (std::thread& thread : threads) thread.join();
  return results;
}

class Batches {
 public:
  explicit Batches(StateStoresOptions options) : stores_(ThreadRuntime(), LocalFiles(), Cold(options)) {}

  StateStores& stores() { return stores_; }
  StateTransition Next() {
    StateTransition transition{
        .operator_folder = folder_.path() + "/state", .from = last_, .to = last_ < 0 ? 1 : last_ + 1};
    transition.partitions = kPartitions;
    last_ = transition.to;
    return transition;
  }
  void Measure(const std::function<void()>& batch) {
    auto start = std::chrono::steady_clock::now();
    batch();
    millis_.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
  }
  void Print(const char* name, int64_t records, size_t warm_up) {
    std::vector<double> sorted(millis_.begin() + warm_up, millis_.end());
    std::sort(sorted.begin(), sorted.end());
    double median = sorted[sorted.size() / 2];
    std::printf("%-44s %9.1f ms median %9.1f ms worst %8.2f M records/s\n", name, median, sorted.back(),
                records / median / 1000);
    std::fflush(stdout);
  }

 private:
  StateStoresOptions Cold(StateStoresOptions options) {
    options.cold_folder = folder_.path() + "/cold";
    return options;
  }
  TemporaryFolder folder_ = *TemporaryFolder::Create("state_bench");
  StateStores stores_;
  int64_t last_ = kNoStateVersion;
  std::vector<double> millis_;
};

Program MakePairs(int64_t rows, int64_t keys, uint64_t seed, const OperatorRef& writer) {
  Program program;
  program.Add(RefTo<MadePairsOp>("", {.partition_rows = rows / kPartitions, .keys = keys, .seed = seed}));
  program.End(writer);
  return program;
}
Program Exchange(int64_t rows, int64_t keys, uint64_t seed) {
  return MakePairs(rows, keys, seed, RefTo<KeyExchangeWriter<int64_t, int64_t>>("", HashPartitioning(kPartitions)));
}

// The sum of all values of the pairs that tasks left, and how many there are.
std::pair<int64_t, int64_t> SumOf(const std::vector<TaskResult>& results) {
  int64_t sum = 0, count = 0;
  for (const TaskResult& result : results) {
    for (const Buffers& segment : result.shuffle) {
      for (const Buffer& piece : segment) {
        Row row;
        for (Reader in(piece.view()); !in.AtEnd(); ++count) {
          SLUICE_CHECK(DecodeFrom(in, row));
          sum += row.second;
        }
      }
    }
  }
  return {sum, count};
}

struct UpdateSum {
  std::optional<int64_t> operator()(const UpdatedKey<int64_t>&, const std::vector<int64_t>& values,
                                    std::optional<int64_t> sum) const {
    for (int64_t value : values) sum = sum.value_or(0) + value;
    return sum;
  }
};

void Update(int64_t keys, int64_t rows, int batches) {
  Batches run({.memory_bytes = int64_t{1} << 30});
  using Writer = UpdateStateWriter<int64_t, int64_t, int64_t, UpdateSum>;
  std::vector<TaskResult> last;
  for (int i = 0; i < batches; ++i) {
    run.Measure([&] {
      auto maps = RunStage(Exchange(rows, keys, i), {}, nullptr);
      Program program;
      program.Add(RefTo<ExchangeReader<Row>>("", {}));
      program.End(RefTo<Writer>("", {.transition = run.Next(), .function = {}}));
      last = RunStage(program, {&maps}, &run.stores());
    });
  }
  SLUICE_CHECK(SumOf(last).first == rows * batches);
  run.Print("updateStateByKey 1 M keys, 1 M records", rows, 3);
}

struct MapSum {
  Row operator()(BatchTime, int64_t key, std::optional<int64_t> value, State<int64_t>& sum) const {
    sum.update(sum.getOption().value_or(0) + *value);
    return {key, sum.get()};
  }
};

void Map(const char* name, int64_t keys, int64_t rows, int batches, int64_t fill_rows, int64_t memory_bytes) {
  Batches run({.memory_bytes = memory_bytes});
  using Writer = MapWithStateWriter<int64_t, int64_t, int64_t, MapSum>;
  int64_t total = 0;
  auto batch = [&](const Program& pairs, int64_t count) {
    auto maps = RunStage(pairs, {}, nullptr);
    Program program;
    program.Add(RefTo<ExchangeReader<Row>>("", {}));
    program.End(RefTo<Writer>("", {.transition = run.Next(), .function = {}}));
    auto left = RunStage(program, {&maps}, &run.stores());
    SLUICE_CHECK(SumOf(left).second == count);
    total += count;
  };
  for (int64_t filled = 0; filled < fill_rows; filled += rows * 10)
    batch(Exchange(rows * 10, keys, 1000 + filled), rows * 10);
  for (int i = 0; i < batches; ++i) {
    run.Measure([&] { batch(Exchange(rows, keys, i), rows); });
  }
  run.Print(name, rows, fill_rows > 0 ? 2 : 3);
  // All of it, as a snapshot gives it.
  Program program;
  program.Add(RefTo<ExchangeReader<Row>>("", {}));
  program.End(RefTo<Writer>("", {.transition = run.Next(), .function = {}, .snapshots = true}));
  SLUICE_CHECK(SumOf(RunStage(program, {}, &run.stores())).first == total);
  std::printf("%-44s %9.1f MB of state in memory\n", "", run.stores().entry_bytes() / 1e6);
}

using Plus = Shippable<std::plus<>>;
using Sum = Reducing<int64_t, Plus>;
using Minus = Shippable<std::minus<>>;
using Adding = Reducing<int64_t, Plus>;

void Window(int64_t keys, int64_t rows, int length, int batches) {
  Batches run({.memory_bytes = int64_t{1} << 30});
  using Writer = WindowStateWriter<int64_t, int64_t, Plus, Minus, std::true_type>;
  std::vector<std::vector<TaskResult>> reduced;
  for (int i = 0; i < batches; ++i) {
    auto work = [&] {
      OperatorRef combine = RefTo<CombineByKeyWriter<int64_t, Sum>>("", {Sum(), HashPartitioning(kPartitions)});
      reduced.push_back(RunStage(MakePairs(rows, keys, i, combine), {}, nullptr));
      Program program;
      std::vector<const std::vector<TaskResult>*> inputs;
      if (i >= length) inputs.push_back(&reduced[i - length]);
      inputs.push_back(&reduced[i]);
      std::vector<int> leaves;
      for (size_t leaf = 0; leaf < inputs.size(); ++leaf) {
        leaves.push_back(program.Add(RefTo<CombineByKeyReader<int64_t, Sum>>("", Sum())));
      }
      program.Add(RefTo<WindowChangesOp<int64_t, int64_t>>("", static_cast<int32_t>(inputs.size()) - 1), leaves);
      program.End(RefTo<Writer>("", {run.Next(), Plus(), Minus(), {}}));
      auto left = RunStage(program, inputs, &run.stores());
      SLUICE_CHECK(SumOf(left).first == rows * std::min(i + 1, length));
    };
    run.Measure(work);
    if (i >= length) reduced[i - length].clear();
  }
  run.Print(("window of " + std::to_string(length) + " batches with inverse, 1 M records").c_str(), rows, length + 1);
}

}  // namespace
}  // namespace sluice

int main(int argc, char** argv) {
  const std::vector<std::string> chosen(argv + 1, argv + argc);
  auto wanted = [&](const char* name) {
    return chosen.empty() || std::find(chosen.begin(), chosen.end(), name) != chosen.end();
  };
  constexpr int64_t kMillion = 1'000'000;
  if (wanted("update")) sluice::Update(kMillion, kMillion, 25);
  if (wanted("map")) sluice::Map("mapWithState 1 M keys, 2 M records", kMillion, 2 * kMillion, 35, 0, 1 << 30);
  if (wanted("window")) {
    sluice::Window(kMillion, kMillion, 10, 25);
    sluice::Window(kMillion, kMillion, 60, 75);
  }
  if (wanted("large")) {
    for (int64_t keys : {kMillion, 10 * kMillion}) {
      std::string name = std::to_string(keys / kMillion) + " M keys, 0.1 M records, in memory";
      sluice::Map(name.c_str(), keys, kMillion / 10, 30, keys * 3, int64_t{4} << 30);
    }
    sluice::Map("10 M keys, 0.1 M records, 256 MB", 10 * kMillion, kMillion / 10, 30, 30 * kMillion, 256 << 20);
  }
}
