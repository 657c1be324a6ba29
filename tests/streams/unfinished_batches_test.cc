#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "api/dstream/streaming_context.h"
#include "common/actor/runtime.h"
#include "tests/rdd/rdd_cluster.h"

namespace sluice {
namespace {

std::atomic<int64_t> stored = 0;  // What receivers were told is safe: the numbers up to it.
const std::shared_ptr<Event> no_more = ThreadRuntime().NewEvent();

// Counts on, block by block, until there is no more.
class Source : public Receiver<int64_t> {
 public:
  void onStart() override {
    while (!no_more->Wait(absl::ZeroDuration()) && !waitForStop(Milliseconds(2))) {
      std::vector<int64_t> block;
      for (int64_t i = 0; i < 100; ++i) block.push_back(stored + i);
      store(block);
      stored += 100;
    }
  }
  void onStop() override {}
};

class UnfinishedBatchesTest : public RddClusterTest {
 protected:
  // A batch takes longer than its interval, so that others wait for it.
  StreamingContext Context() {
    return StreamingContext::getOrCreate(app(), checkpoint_.path(), [this](Application& app) {
      StreamingContext ssc(app, Milliseconds(50));
      ssc.checkpoint(checkpoint_.path());
      ssc.receiverStream<Source>().foreachRDD([this](const RDD<int64_t>& rdd) {
        auto slow = rdd.glom().flatMap([](const std::vector<int64_t>& rows) {
          no_more->Wait(absl::Milliseconds(200));
          return rows;
        });
        for (int64_t row : slow.collect()) ++seen_[row];
        ++batches_;
      });
      return ssc;
    });
  }
  void NextProcess() {
    TearDown();
    SetUp();
  }

  TemporaryFolder checkpoint_ = *TemporaryFolder::Create("unfinished");
  std::map<int64_t, int> seen_;
  std::atomic<int> batches_ = 0;
};

TEST_F(UnfinishedBatchesTest, WhatWasSafeWhenAProgramWasStoppedIsProcessedByTheNextRun) {
  StreamingContext first = Context();
  first.start();
  for (int i = 0; i < 600 && batches_ < 2; ++i) first.awaitTerminationOrTimeout(50);
  first.stop(/*stopApplication=*/true, /*stopGracefully=*/false);
  no_more->Set();
  const int64_t done = static_cast<int64_t>(seen_.size());
  ASSERT_GT(stored, done) << "nothing was left when it was stopped";

  NextProcess();
  StreamingContext second = Context();
  second.start();
  for (int i = 0; i < 600 && static_cast<int64_t>(seen_.size()) < stored; ++i) second.awaitTerminationOrTimeout(50);
  second.stop(/*stopApplication=*/true, /*stopGracefully=*/true);
  ASSERT_EQ(seen_.size(), stored);
  for (int64_t i = 0; i < stored; ++i) ASSERT_EQ(seen_[i], 1) << i;
}

}  // namespace
}  // namespace sluice
