// Drops messages of senders that stand on a list: each batch is joined with the list, which is an RDD that stays.
#include <cstdio>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "examples/example.h"

namespace {

using namespace sluice;
using Message = std::pair<std::string, std::string>;  // Sender, text.

Message MakeMessage(int64_t i) {
  return {"user" + std::to_string(i % 10) + "@example.org", "message " + std::to_string(i)};
}

void FilterMessages(Application& app, const examples::SourceFlags& source) {
  StreamingContext ssc(app, source.interval());
  auto spammers = parallelize<std::pair<std::string, bool>>(
      app, {{"user1@example.org", true}, {"user4@example.org", true}, {"user8@example.org", true}});
  auto messages = ssc.rateStream(source.rate, [](int64_t i) { return MakeMessage(i); });
  auto clean = messages.transform([spammers](const RDD<Message>& batch) {
    return batch.leftOuterJoin(spammers)
        .filter([](const auto& joined) { return !joined.second.second.has_value(); })
        .mapValues([](const auto& joined) { return joined.first; });
  });
  int64_t all = 0, passed = 0;
  messages.foreachRDD([&all](const RDD<Message>& batch) { all += batch.count(); });
  clean.foreachRDD([&](const RDD<Message>& batch) {
    passed += batch.count();
    std::printf("%lld of %lld messages passed\n", static_cast<long long>(passed), static_cast<long long>(all));
    std::fflush(stdout);
  });
  clean.print(3);
  examples::RunUntilTheSourceEnds(ssc);
}

}  // namespace

int main(int argc, char** argv) {
  examples::Flags flags("Drops made-up messages of known spammers.");
  examples::SourceFlags source(flags);
  if (std::optional<int> over = flags.Parse(argc, argv)) return *over;
  return sluice::runApplication(argc, argv, [&](sluice::Application& app) { FilterMessages(app, source); });
}
