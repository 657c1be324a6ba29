#include "connectors/queue/queue_source.h"

#include "common/base/status_matchers.h"
#include "engine/source/batch_source_contract.h"
#include "engine/source/fake_rdd.h"
#include "gmock/gmock.h"

namespace sluice {
namespace {

using testing::ElementsAre;

Rdd Unite(const std::vector<Rdd>& rdds) {
  std::vector<std::string> rows;
  for (const Rdd& rdd : rdds) {
    for (const std::string& row : RowsOfFake(rdd)) rows.push_back(row);
  }
  return FakeRdd(rows);
}

template <bool kOneAtATime>
class QueueWorld : public SourceWorld {
 public:
  std::unique_ptr<BatchSource> MakeSource() override {
    return std::make_unique<QueueSource>(QueueSourceOptions{
        .waiting = waiting_, .one_at_a_time = kOneAtATime, .when_empty = FakeRdd({}), .unite = Unite});
  }
  void Put(const std::vector<std::string>& rows, absl::Time) override { waiting_->Push(FakeRdd(rows)); }
  bool goes_on_in_later_runs() const override { return false; }

 private:
  const std::shared_ptr<WaitingRdds> waiting_ = std::make_shared<WaitingRdds>();
};

INSTANTIATE_TEST_SUITE_P(Queue, BatchSourceContract,
                         testing::Values(&NewWorld<QueueWorld<true>>, &NewWorld<QueueWorld<false>>));

class QueueSourceTest : public testing::Test {
 protected:
  QueueSource Source(bool one_at_a_time) {
    return QueueSource(
        {.waiting = waiting_, .one_at_a_time = one_at_a_time, .when_empty = FakeRdd({"none"}), .unite = Unite});
  }
  static std::vector<std::string> Next(QueueSource& source, Offset& at) {
    const Offset until = *source.Latest(at, {});
    return RowsOfFake(source.Plan({std::exchange(at, until), until})->rows);
  }

  const std::shared_ptr<WaitingRdds> waiting_ = std::make_shared<WaitingRdds>();
};

TEST_F(QueueSourceTest, ABatchTakesOneOrAllAndWhatIsSetIfNoneWaits) {
  for (const char* row : {"a", "b", "c"}) waiting_->Push(FakeRdd({row}));
  QueueSource one = Source(true), all = Source(false);
  Offset one_at = *one.Initial(), all_at = *all.Initial();
  EXPECT_THAT(Next(one, one_at), ElementsAre("a"));
  EXPECT_THAT(Next(all, all_at), ElementsAre("b", "c"));
  EXPECT_THAT(Next(one, one_at), ElementsAre("none"));
  EXPECT_THAT(Next(all, all_at), ElementsAre("none"));
}

TEST_F(QueueSourceTest, ABatchThatIsAskedForAgainIsTheSameHoweverManyWait) {
  for (const char* row : {"a", "b", "c"}) waiting_->Push(FakeRdd({row}));
  for (const bool one_at_a_time : {true, false}) {
    QueueSource source = Source(one_at_a_time);
    const Offset begin = *source.Initial(), until = *source.Latest(begin, {});
    waiting_->Push(FakeRdd({"d"}));
    EXPECT_EQ(*source.Latest(begin, {}), until);
  }
}

TEST_F(QueueSourceTest, WhatIsCommittedIsNotThereAnyMore) {
  waiting_->Push(FakeRdd({"a"}));
  QueueSource source = Source(true);
  const Offset begin = *source.Initial(), end = *source.Latest(begin, {});
  ASSERT_THAT(source.Commit(end), IsOk());
  EXPECT_THAT(source.Plan({begin, end}), StatusIs(absl::StatusCode::kOutOfRange,
                                                  "these RDDs of a queue are not there: after=0 until=1 kept after=1 "
                                                  "until=1"));
}

}  // namespace
}  // namespace sluice
