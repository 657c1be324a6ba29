// As examples/database_wordcount, but it is killed at a step of its way: KILLED_WORD_COUNT URL DIRECTORY CHECKPOINT
// [STEP].
#include <signal.h>
#include <sluice/streaming.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "examples/counts_table.h"

namespace {

using namespace sluice;

using Count = std::pair<std::string, int64_t>;

// Their outputs have run, and their checkpoints may be missing.
std::atomic<int> batches_with_rows = 0;

void Step(std::string_view step, const std::string& killed_at) {
  if (step == killed_at) kill(getpid(), SIGKILL);
}

// Steps of a transaction that has rows.
class KilledTransaction {
 public:
  KilledTransaction(const std::string& url, std::string killed_at)
      : transaction_(url), killed_at_(std::move(killed_at)) {}

  bool begin(const BatchPart& part) {
    has_rows_ = part.rows > 0;
    StepOf("connected");
    const bool is_new = transaction_.begin(part);
    StepOf("recorded");
    return is_new;
  }
  void commit() {
    StepOf("written");
    transaction_.commit();
    StepOf("committed");
  }
  template <class... Values>
  int64_t execute(const std::string& sql, const Values&... values) {
    StepOf(sql.starts_with("INSERT") ? "loaded" : "before the first statement");
    return transaction_.execute(sql, values...);
  }
  template <class Rows>
  void load(const std::string& table, const std::vector<std::string>& columns, const Rows& rows) {
    StepOf("before the load");
    transaction_.load(table, columns, rows);
  }

 private:
  void StepOf(std::string_view step) const {
    if (has_rows_) Step(step, killed_at_);
  }

  DatabaseTransaction transaction_;
  const std::string killed_at_;
  bool has_rows_ = false;
};

struct KilledDatabase {
  std::string url;
  std::string killed_at;
  KilledTransaction connect() const { return {url, killed_at}; }
};

StreamingContext Create(Application& app, const KilledDatabase& database, const std::string& directory,
                        const std::string& checkpoint) {
  StreamingContext ssc(app, Milliseconds(200));
  ssc.checkpoint(checkpoint);
  const std::string killed_at = database.killed_at;
  auto lines = ssc.textFileStream(directory).transform([killed_at](const RDD<std::string_view>& rdd) {
    if (rdd.getNumPartitions() > 0) Step("before the range is noted", killed_at);
    if (batches_with_rows > 0) Step("behind the checkpoint", killed_at);
    return rdd;
  });
  auto counts = lines.flatMap([](std::string_view line) { return split(line, ' '); })
                    .map([](std::string_view word) { return Count(word, 1); })
                    .reduceByKey(std::plus<>{}, 3);
  counts.foreachRDD([killed_at](const RDD<Count>& rdd) {
    if (!rdd.isEmpty()) Step("behind the range", killed_at);
  });
  saveOnce(
      counts, "word_counts", database,
      [](KilledTransaction& transaction, const Partition<Count>& rows, const std::string& url) {
        examples::addCounts(transaction, rows, url);
      },
      database.url);
  counts.foreachRDD([killed_at](const RDD<Count>& rdd) {
    if (rdd.isEmpty()) return;
    Step("between the output's commit and the batch's", killed_at);
    ++batches_with_rows;
  });
  return ssc;
}

}  // namespace

int main(int argc, char** argv) {
  return runApplication(argc, argv, [=](Application& app) {
    const KilledDatabase database{argv[1], argc > 4 ? argv[4] : ""};
    const std::string directory = argv[2], checkpoint = argv[3];
    examples::createCountsTable(Database{database.url});
    auto create = [&](Application& app) { return Create(app, database, directory, checkpoint); };
    StreamingContext ssc = StreamingContext::getOrCreate(app, checkpoint, create);
    ssc.start();
    ssc.awaitTermination();
  });
}
