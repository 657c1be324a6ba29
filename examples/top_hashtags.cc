// The hashtags that were most often used in the last batches: a window that slides with every batch, from which the
// batch that leaves is subtracted.
#include <cstdio>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "examples/example.h"

namespace {

using namespace sluice;
using TagCount = std::pair<std::string, int64_t>;

std::string MakePost(int64_t i) {
  static constexpr const char* kTags[] = {"#rain", "#rain", "#rain", "#sun", "#sun", "#wind"};
  return std::string("weather again ") + kTags[i % 6] + " today";
}

void ShowTop(const RDD<TagCount>& tags, int batches) {
  const int64_t all = tags.count();
  if (all == 0) return;
  std::printf("\nPopular topics in the last %d batches (%lld total):\n", batches, static_cast<long long>(all));
  for (const auto& [tag, count] : tags.sortBy([](const TagCount& tag) { return tag.second; }, false).take(10)) {
    std::printf("%s (%lld posts)\n", tag.c_str(), static_cast<long long>(count));
  }
  std::fflush(stdout);
}

void FindTopTags(Application& app, const examples::SourceFlags& source, int batches, const std::string& checkpoint) {
  const std::string folder = checkpoint.empty() ? app.scratchFolder() : checkpoint;
  StreamingContext ssc(app, source.interval());
  ssc.checkpoint(folder);
  ssc.rateStream(source.rate, [](int64_t i) { return MakePost(i); })
      .flatMap([](const std::string& post) { return split(post, ' '); })
      .filter([](std::string_view word) { return word.starts_with('#'); })
      .map([](std::string_view tag) { return TagCount(tag, 1); })
      .reduceByKeyAndWindow(std::plus<>{}, std::minus<>{}, Milliseconds(batches * source.interval_ms),
                            source.interval(), {}, [](const TagCount& tag) { return tag.second > 0; })
      .foreachRDD([batches](const RDD<TagCount>& tags) { ShowTop(tags, batches); });
  examples::RunUntilTheSourceEnds(ssc);
}

}  // namespace

int main(int argc, char** argv) {
  examples::Flags flags("Shows the most frequent hashtags of made-up posts.");
  examples::SourceFlags source(flags);
  int batches = 10;
  std::string checkpoint;
  flags.Number("--window", batches, 1, "batches that are looked back at");
  flags.Text("--checkpoint", checkpoint, "folder for the window, which every machine reaches [a temporary one]");
  if (std::optional<int> over = flags.Parse(argc, argv)) return *over;
  return sluice::runApplication(argc, argv,
                                [&](sluice::Application& app) { FindTopTags(app, source, batches, checkpoint); });
}
