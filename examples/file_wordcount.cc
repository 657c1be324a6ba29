// Counts the words of the files that come into a folder. Without --directory it makes up a folder, and files in it.
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "examples/example.h"

namespace {

using namespace sluice;

struct Options {
  int interval_ms = 1000;
  std::string directory;
  int files = 0;
};

// Files appear whole: they are written aside and moved in.
void MoveFileIn(const std::string& folder, int number) {
  const std::string name = "lines-" + std::to_string(number) + ".txt";
  std::ofstream(folder + "/." + name) << "one file more\nfile number " << number << "\n";
  std::filesystem::rename(folder + "/." + name, folder + "/" + name);
}

// A file for each batch; after the last one returns when its words are counted.
void MakeFiles(StreamingContext& ssc, const std::string& folder, const Options& options) {
  for (int made = 0; options.files == 0 || made < options.files; ++made) {
    if (ssc.awaitTerminationOrTimeout(options.interval_ms)) return;
    MoveFileIn(folder, made);
  }
  ssc.awaitTerminationOrTimeout(2 * options.interval_ms);
}

void CountWords(Application& app, const Options& options) {
  const std::string folder = options.directory.empty() ? app.scratchFolder() : options.directory;
  StreamingContext ssc(app, Milliseconds(options.interval_ms));
  ssc.textFileStream(folder)
      .flatMap([](std::string_view line) { return split(line, ' '); })
      .map([](std::string_view word) { return std::pair(word, int64_t{1}); })
      .reduceByKey(std::plus<>{})
      .print();
  ssc.start();
  if (options.directory.empty()) {
    MakeFiles(ssc, folder, options);
  } else {
    ssc.awaitTermination();  // Until SIGTERM has stopped it.
  }
  ssc.stop(true, true);
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  examples::Flags flags("Counts the words of the files that are moved into a folder.");
  flags.Number("--interval-ms", options.interval_ms, 1, "between batches");
  flags.Text("--directory", options.directory, "to watch, which every machine reaches [a made-up one]");
  flags.Number("--files", options.files, 0, "end after so many made-up files [never]");
  flags.Exclude("--files", "--directory");
  if (std::optional<int> over = flags.Parse(argc, argv)) return *over;
  return sluice::runApplication(argc, argv, [&](sluice::Application& app) { CountWords(app, options); });
}
