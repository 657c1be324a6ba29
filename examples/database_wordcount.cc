// Adds the words of files that come into a folder to a table of PostgreSQL, MySQL or MariaDB, each word once whatever
// dies.
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "examples/counts_table.h"
#include "examples/example.h"

namespace {

using namespace sluice;

using Count = std::pair<std::string, int64_t>;

struct Options {
  int interval_ms = 1000;
  std::string directory;
  std::string checkpoint;
  std::string url;
};

StreamingContext createContext(Application& app, const Options& options) {
  StreamingContext ssc(app, Milliseconds(options.interval_ms));
  ssc.checkpoint(options.checkpoint);
  auto counts = ssc.textFileStream(options.directory)
                    .flatMap([](std::string_view line) { return split(line, ' '); })
                    .map([](std::string_view word) { return Count(word, 1); })
                    // As many partitions whoever runs it again: a batch's are known by their numbers.
                    .reduceByKey(std::plus<>{}, 2);
  saveOnce(
      counts, "word_counts", Database{options.url},
      [](DatabaseTransaction& transaction, const Partition<Count>& rows, const std::string& url) {
        examples::addCounts(transaction, rows, url);
      },
      options.url);
  return ssc;
}

void CountWords(Application& app, const Options& options) {
  examples::createCountsTable(Database{options.url});
  StreamingContext ssc = StreamingContext::getOrCreate(app, options.checkpoint,
                                                       [&](Application& app) { return createContext(app, options); });
  ssc.start();
  ssc.awaitTermination();  // Until SIGTERM has stopped it.
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  examples::Flags flags("Adds the words of files that are moved into a folder to the table word_counts of a database.");
  flags.Number("--interval-ms", options.interval_ms, 1, "between batches");
  flags.Text("--directory", options.directory, "to watch, which every machine reaches");
  flags.Text("--checkpoint", options.checkpoint, "folder that it goes on from, which every machine reaches");
  flags.Text("--url", options.url,
             "of the database, as postgresql://HOST/DATABASE or jdbc:mariadb://HOST/DATABASE?user=NAME");
  if (std::optional<int> over = flags.Parse(argc, argv)) return *over;
  return sluice::runApplication(argc, argv, [&](sluice::Application& app) { CountWords(app, options); });
}
