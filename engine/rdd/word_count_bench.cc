// How fast one core counts words: the map side of split -> map -> reduceByKey over blocks in memory, beside a plain
// loop.
//   word_count_bench [FILE]
// FILE: lines of words; else Zipf-distributed ones of 100 bytes. Prints the best of some runs as a `result` line; fails
// if the counts differ.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "api/split.h"
#include "bench/zipf_lines.h"
#include "common/codec/shippable.h"
#include "engine/rdd/compiled_stage.h"
#include "engine/rdd/flat_map.h"
#include "engine/rdd/lines.h"
#include "engine/rdd/map.h"
#include "engine/rdd/reduce_by_key.h"

namespace sluice {
namespace {

constexpr size_t kBlockBytes = 4 << 20;
constexpr int64_t kLines = 1'000'000;
constexpr int kRuns = 3;
constexpr int kReducers = 4;
using Word = std::pair<std::string_view, int64_t>;
using Counts = absl::flat_hash_map<std::string, int64_t>;

auto split_line = [](std::string_view line) { return split(line, ' '); };
auto with_one = [](std::string_view word) { return Word(word, 1); };
using Split = Shippable<decltype(split_line)>;
using WithOne = Shippable<decltype(with_one)>;
using Plus = Shippable<std::plus<>>;

void Append(v1::StageProgram& program, const OperatorRef& ref) {
  v1::OpRef& op = *program.add_ops();
  op.set_factory(ref.factory);
  op.set_arguments(ref.arguments);
  op.set_name(ref.name);
  if (program.ops_size() > 1) op.add_inputs(program.ops_size() - 2);
}

v1::StageProgram MapSide() {
  v1::StageProgram program;
  Append(program, RefTo<LinesOp>("lines", {}));
  Append(program, RefTo<FlatMapOp<std::string_view, std::string_view, Split>>("flatMap", Split(split_line)));
  Append(program, RefTo<MapOp<std::string_view, Word, WithOne>>("map", WithOne(with_one)));
  OperatorRef writer = RefTo<ReduceByKeyWriter<std::string_view, int64_t, Plus>>("reduceByKey", {Plus(), kReducers});
  program.mutable_terminal()->set_factory(writer.factory);
  program.mutable_terminal()->set_arguments(writer.arguments);
  return program;
}

TaskResult RunTask(const CompiledStage& stage, const Buffer& text) {
  TaskContext context(BatchTime(0), 0, 0);
  for (size_t from = 0; from < text.size();) {
    size_t end = std::min(text.view().find('\n', std::min(from + kBlockBytes, text.size()) - 1), text.size() - 1) + 1;
    context.AddInput(0, 0, {BlockId(), {text.Slice(from, end - from)}});
    from = end;
  }
  absl::StatusOr<TaskResult> result = stage.Run(context, 0);
  if (!result.ok()) std::fprintf(stderr, "%s\n", result.status().ToString().c_str()), std::exit(1);
  return *std::move(result);
}

Counts Decoded(const TaskResult& result) {
  Counts counts;
  for (const Buffers& segment : result.shuffle) {
    std::string bytes = Join(segment);
    Reader in(bytes);
    std::pair<std::string, int64_t> record;
    while (!in.AtEnd() && DecodeFrom(in, record)) counts[record.first] += record.second;
  }
  return counts;
}

auto PlainLoop(std::string_view text) {
  absl::flat_hash_map<std::string_view, long> counts;
  for (size_t at = 0; at < text.size();) {
    size_t end = text.find('\n', at);
    std::string_view line = text.substr(at, end - at);
    for (size_t from = 0; from < line.size();) {
      size_t to = std::min(line.find(' ', from), line.size());
      if (to > from) ++counts[line.substr(from, to - from)];
      from = to + 1;
    }
    at = end + 1;
  }
  return counts;
}

template <class Work>
double Seconds(Work work) {
  auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::string Text(int argc, char** argv) {
  if (argc < 2) return MakeZipfLines(kLines, 1);
  std::ifstream file(argv[1], std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

int Main(int argc, char** argv) {
  Buffer text = Buffer::FromString(Text(argc, argv));
  double lines = std::count(text.view().begin(), text.view().end(), '\n');
  auto stage = CompiledStage::Instantiate(MapSide());
  if (!stage.ok()) return std::fprintf(stderr, "%s\n", stage.status().ToString().c_str()), 1;
  double best = 0, best_plain = 0;
  size_t words = 0;
  for (int i = 0; i < kRuns; ++i) {
    TaskResult result;
    absl::flat_hash_map<std::string_view, long> plain;
    best = std::max(best, lines / Seconds([&] { result = RunTask(**stage, text); }));
    best_plain = std::max(best_plain, lines / Seconds([&] { plain = PlainLoop(text.view()); }));
    if (Decoded(result) != Counts(plain.begin(), plain.end())) return std::fprintf(stderr, "counts differ\n"), 1;
    words = plain.size();
  }
  std::printf("result lines_per_s=%.0f plain_loop_lines_per_s=%.0f distinct_words=%zu\n", best, best_plain, words);
  return 0;
}

}  // namespace
}  // namespace sluice

int main(int argc, char** argv) { return sluice::Main(argc, argv); }
