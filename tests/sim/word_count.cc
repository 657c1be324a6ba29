#include "tests/sim/word_count.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "api/core/split.h"
#include "api/dstream/dstream.h"
#include "api/dstream/rdd_files.h"
#include "api/rdd/pair_rdd_functions.h"
#include "common/base/str_cat.h"
#include "common/base/user_code.h"
#include "common/fs/files.h"
#include "engine/dstream/saved_batch_name.h"
#include "engine/dstream/streaming_backend.h"
#include "engine/rows/files/lines.h"
#include "tests/sim/sim_receiver.h"
#include "tests/sim/task_point.h"

namespace sluice {
namespace {

using Count = std::pair<std::string_view, int64_t>;

const absl::Duration kSourcesLimit = absl::Minutes(2);

// What a stop at once saves. Rows are written by tasks, as users' files are, onto the disk of this machine, which is
// not simulated; that they are whole is on the one that is.
RddFiles FilesOf(Application& app) {
  RddFiles files = internal::ObjectFilesOf<std::string_view>(app);
  files.save = [save = std::move(files.save), &disk = app.streaming().checkpoint_files()](
                   const Rdd& rdd, const std::optional<BatchKey>& batch, const std::string& folder) {
    absl::Status saved = LocalFiles().RemoveTree(folder);
    if (saved.ok()) saved = disk.MakeFolder(folder);
    if (!saved.ok()) throw Error(saved);
    save(rdd, batch, folder);
    for (const std::string& name : SavedBatchName{.parts = rdd->partitions}.Files()) {
      saved = disk.Publish(StrCat(folder, "/", name), "");
      if (!saved.ok()) throw Error(saved);
    }
  };
  return files;
}

DStream<std::string_view> SimTextStream(const std::shared_ptr<internal::StreamingProgram>& program, int source,
                                        const WordCountOptions& options) {
  return {program, program->AddInput(SimReceiver::Ref(source, options.positions), RefTo<LinesOp>("simTextStream", {}),
                                     FilesOf(program->app()), options.replication)};
}

DStream<std::string_view> AllSources(const std::shared_ptr<internal::StreamingProgram>& program,
                                     const WordCountOptions& options) {
  DStream<std::string_view> lines = SimTextStream(program, options.first_source, options);
  for (int i = 1; i < options.sources; ++i) {
    lines = lines.union_(SimTextStream(program, options.first_source + i, options));
  }
  return lines;
}

DStream<Count> CountWords(const DStream<std::string_view>& lines) {
  return lines
      .flatMap([](std::string_view line) {
        TaskPoint::ReachCurrent();
        return split(line, ' ');
      })
      .map([](std::string_view word) { return Count(word, 1); })
      .reduceByKey(std::plus<>{})
      .map([](const Count& count) {
        TaskPoint::ReachCurrent();
        return count;
      });
}

DStream<std::pair<std::string, int64_t>> CountAllWords(const DStream<Count>& counts) {
  return counts.map([](const Count& count) { return std::pair(std::string(count.first), count.second); })
      .updateStateByKey([](const std::vector<int64_t>& batch, std::optional<int64_t> total) {
        for (int64_t count : batch) total = total.value_or(0) + count;
        return total;
      });
}

void WaitForTheEnd(internal::StreamingProgram& program, const WordCountOptions& options) {
  if (options.end != WordCountOptions::End::kSourcesClosed) {
    if (program.AwaitTermination(options.end_after)) {
      throw Error(absl::InternalError("the streams have stopped by themselves"));
    }
  } else if (!program.AwaitSourcesClosed(kSourcesLimit)) {
    throw Error(absl::DeadlineExceededError("the sources have closed, but the application has not noticed"));
  }
}

// What is done with the counts of each batch, by outputs that may run side by side.
class Outputs {
 public:
  Outputs(const WordCountOptions& options, const WordCountOutlet& outlet)
      : options_(options), outlet_(outlet), progress_(outlet.progress) {}

  void CountWords(const RDD<Count>& rdd, Time time) {
    CheckIsNext(time);
    if (progress_.running++ > 0) ++progress_.side_by_side;
    absl::Cleanup ended = [this] { --progress_.running; };
    const auto counts = rdd.collect();
    if (outlet_.dead) return;
    Save(time, counts);
    AddRows(time, static_cast<int64_t>(counts.size()));
    if (++progress_.batches == 1) progress_.first_counted = BatchTime(time.milliseconds());
    progress_.last_counted = BatchTime(time.milliseconds());
  }
  void CountTotals(const RDD<std::pair<std::string, int64_t>>& rdd, Time time) {
    const auto totals = rdd.collect();
    if (!outlet_.dead) outlet_.ledger.CountedInAll(BatchTime(time.milliseconds()), totals);
  }
  void CountRows(const RDD<Count>& rdd, Time time) { AddRows(time, rdd.count()); }

 private:
  template <class Counts>
  void Save(Time time, const Counts& counts) {
    std::vector<LineLedger::Row> rows;
    for (const auto& [word, count] : counts) rows.emplace_back(word, count);
    const absl::Status right = outlet_.ledger.Counted(BatchTime(time.milliseconds()), rows);
    if (!right.ok()) throw Error(right);
  }
  void CheckIsNext(Time time) {
    const bool is_next = last_ == Time(0) || time == last_ + Duration(absl::ToInt64Milliseconds(options_.interval));
    if (!is_next) throw Error(absl::InternalError("batch " + time.toString() + " after " + last_.toString()));
    last_ = time;
  }
  // Of two jobs on one RDD the later one may find fewer rows; side by side either is the later one.
  void AddRows(Time time, int64_t rows) {
    auto [first, is_first] = rows_of_first_.try_emplace(time, rows);
    if (is_first) return;
    const bool swap = options_.concurrent_jobs > 1 && rows > first->second;
    if (outlet_.dead) return;
    outlet_.ledger.CountedAgain(swap ? first->second : rows, swap ? rows : first->second);
    rows_of_first_.erase(first);
  }

  const WordCountOptions& options_;
  const WordCountOutlet& outlet_;
  WordCountProgress& progress_;
  Time last_{0};
  std::map<Time, int64_t> rows_of_first_;  // Until the other output has counted as well.
};

}  // namespace

void RunWordCount(Application& app, const WordCountOptions& options, const WordCountOutlet& outlet) {
  Outputs outputs(options, outlet);
  auto program =
      std::make_shared<internal::StreamingProgram>(app, Duration(absl::ToInt64Milliseconds(options.interval)));
  DStream<Count> counts = CountWords(AllSources(program, options));
  counts.foreachRDD([&](const RDD<Count>& rdd, Time time) { outputs.CountWords(rdd, time); });
  if (options.second_output) {
    counts.foreachRDD([&](const RDD<Count>& rdd, Time time) { outputs.CountRows(rdd, time); });
  }
  if (options.totals) {
    CountAllWords(counts).foreachRDD([&](const auto& rdd, Time time) { outputs.CountTotals(rdd, time); });
  }
  if (!options.checkpoint_folder.empty()) {
    program->SetCheckpointFolder(options.checkpoint_folder);
    program->Resume(options.checkpoint_folder);
  }
  program->Start();
  // The outputs are needed until the last batch has ended, also when waiting for that fails.
  absl::Cleanup stop = [&] {
    (void)CallUserCode([&] { program->Stop({.graceful = false, .end_application = false}); });
  };
  WaitForTheEnd(*program, options);
  if (!outlet.dead) outlet.ledger.Stopping();
  outlet.stopping();
  program->Stop({.graceful = options.end != WordCountOptions::End::kAbrupt, .end_application = false});
  program->AwaitTermination(absl::ZeroDuration());  // A batch may have failed meanwhile.
}

void RunJobOfNoRun(Application& app) {
  const std::vector<int64_t> numbers = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  auto parity = parallelize(app, numbers, 3).map([](int64_t number) { return std::pair(number % 2, number); });
  int64_t sum = 0;
  for (const auto& [rest, part] : parity.reduceByKey(std::plus<>{}, 2).collect()) sum += part;
  if (sum != 45)
    throw Error(absl::DataLossError("a job beside the streams has added up wrongly: " + std::to_string(sum)));
}

}  // namespace sluice
