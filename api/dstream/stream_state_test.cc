#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "api/dstream/streaming_context.h"
#include "api/rdd/rdd_test_base.h"
#include "common/actor/runtime.h"
#include "common/base/status_matchers.h"
#include "common/fs/temporary_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "state/store/state_stores.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Count = std::pair<std::string, int>;

// One program: lines "word number" go through streams with state.
class StreamStateTest : public RddTestBase {
 protected:
  StreamStateTest() { jobs_.set_state_stores(&stores_); }

  StreamingContext NewContext() {
    StreamingContext ssc(app_, Seconds(1));
    ssc.checkpoint(folder_.path());
    return ssc;
  }
  DStream<Count> Pairs(StreamingContext& ssc) {
    return ssc.socketTextStream("localhost", 9).map([](std::string_view line) {
      size_t space = line.find(' ');
      return Count(std::string(line.substr(0, space)), std::stoi(std::string(line.substr(space + 1))));
    });
  }
  // What `stream` has in each batch, sorted.
  template <class T>
  std::shared_ptr<std::vector<std::vector<T>>> Record(const DStream<T>& stream) {
    auto batches = std::make_shared<std::vector<std::vector<T>>>();
    stream.foreachRDD([batches](const RDD<T>& rdd) {
      batches->push_back(rdd.collect());
      std::sort(batches->back().begin(), batches->back().end());
    });
    return batches;
  }
  void Run(const std::vector<std::string>& batches) {
    for (const std::string& text : batches) EXPECT_THAT(backend_.RunBatch({{text}}), IsOk());
  }

  TemporaryFolder folder_ = *TemporaryFolder::Create("state");
  StateStores stores_{ThreadRuntime(), LocalFiles(), {}};
};

TEST_F(StreamStateTest, UpdateStateByKeyIsCalledForEveryKeyAndDropsOnNothing) {
  StreamingContext ssc = NewContext();
  auto sums = Record(Pairs(ssc).updateStateByKey(
      [](const std::vector<int>& values, std::optional<int> sum) -> std::optional<int> {
        if (values.empty() && sum == 5) return std::nullopt;
        for (int value : values) sum = sum.value_or(0) + value;
        return sum.value() + (values.empty() ? 100 : 0);
      },
      2));
  ssc.start();
  Run({"a 1\nb 2\na 4\n", "b 3\n", "a 7\n", ""});
  EXPECT_THAT(*sums, ElementsAre(ElementsAre(Count("a", 5), Count("b", 2)), ElementsAre(Count("b", 5)),
                                 ElementsAre(Count("a", 7)), ElementsAre(Count("a", 107))));
  EXPECT_EQ(stores_.loads(), 0);
}

TEST_F(StreamStateTest, UpdateStateByKeyGetsTimeAndKeyAndStartsWithInitialState) {
  StreamingContext ssc = NewContext();
  RDD<Count> initial = parallelize<Count>(app_, {{"a", 10}, {"z", 1}});
  auto sums = Record(Pairs(ssc).updateStateByKey(
      [](Time time, const std::string& key, const std::vector<int>& values, std::optional<int> sum) {
        return std::optional<int>(sum.value_or(0) + static_cast<int>(values.size() + key.size()) +
                                  static_cast<int>(time.milliseconds() % 1000));
      },
      3, initial));
  ssc.start();
  Run({"a 1\n", "bb 1\n"});
  EXPECT_THAT(*sums, ElementsAre(ElementsAre(Count("a", 12), Count("z", 2)),
                                 ElementsAre(Count("a", 13), Count("bb", 3), Count("z", 3))));
}

TEST_F(StreamStateTest, UpdateStateByKeyTakesAllKeysOfAPartitionAtOnce) {
  StreamingContext ssc = NewContext();
  RDD<Count> initial = parallelize<Count>(app_, {{"a", 10}, {"z", 1}});
  auto update = [](const Partition<KeyUpdate<std::string, int, int>>& keys) {
    std::vector<Count> states;
    for (const auto& [key, values, state] : keys) {
      int sum = state.value_or(0);
      for (int value : values) sum += value;
      if (sum != 0) states.emplace_back(key, sum);
    }
    return states;
  };
  DStream<Count> pairs = Pairs(ssc);
  auto fresh = Record(pairs.updateStateByKey(update, HashPartitioner(2), true));
  auto sums = Record(pairs.updateStateByKey(update, HashPartitioner(3), false, initial));
  ssc.start();
  Run({"a 1\na 2\n", "bb 1\na -3\n", "z -1\n"});
  EXPECT_THAT(*fresh, ElementsAre(ElementsAre(Count("a", 3)), ElementsAre(Count("bb", 1)),
                                  ElementsAre(Count("bb", 1), Count("z", -1))));
  EXPECT_THAT(*sums, ElementsAre(ElementsAre(Count("a", 13), Count("z", 1)),
                                 ElementsAre(Count("a", 10), Count("bb", 1), Count("z", 1)),
                                 ElementsAre(Count("a", 10), Count("bb", 1))));
  EXPECT_EQ(stores_.loads(), 0);
}

TEST_F(StreamStateTest, UpdateStateByKeyRemembersItsPartitionerUnlessToldNotTo) {
  StreamingContext ssc = NewContext();
  auto add = [](Time, const std::string&, const std::vector<int>& values, std::optional<int> sum) {
    return std::optional<int>(sum.value_or(0) + static_cast<int>(values.size()));
  };
  auto all = [](const Partition<KeyUpdate<std::string, int, int>>& keys) {
    std::vector<Count> states;
    for (const auto& [key, values, state] : keys) states.emplace_back(key, 1);
    return states;
  };
  std::vector<bool> remembered;
  auto note = [&](const RDD<Count>& rdd) {
    remembered.push_back(rdd.partitioner() == Partitioner(HashPartitioner(3)));
    EXPECT_EQ(rdd.collect().size(), 1);
  };
  DStream<Count> pairs = Pairs(ssc);
  RDD<Count> initial = parallelize<Count>(app_, {{"a", 10}});
  pairs.updateStateByKey(add, HashPartitioner(3), true).foreachRDD(note);
  pairs.updateStateByKey(add, HashPartitioner(3), false, initial).foreachRDD(note);
  pairs.updateStateByKey(all, HashPartitioner(3), true, initial).foreachRDD(note);
  pairs.updateStateByKey(all, HashPartitioner(3), false).foreachRDD(note);
  ssc.start();
  Run({"a 1\n"});
  EXPECT_EQ(remembered, (std::vector<bool>{true, false, true, false}));
}

TEST_F(StreamStateTest, MapWithStateMapsPairsAndGivesSnapshots) {
  StreamingContext ssc = NewContext();
  RDD<Count> initial = parallelize<Count>(app_, {{"z", 9}});
  auto mapped = Pairs(ssc).mapWithState(StateSpec::function([](const std::string& key, std::optional<int> value,
                                                               State<int>& sum) -> std::optional<Count> {
                                          if (*value < 0) {
                                            sum.remove();
                                            return std::nullopt;
                                          }
                                          sum.update(sum.getOption().value_or(0) + *value);
                                          return Count(key, sum.get());
                                        })
                                            .initialState(initial)
                                            .numPartitions(2));
  auto rows = Record<Count>(mapped);
  auto snapshots = Record(mapped.stateSnapshots());
  ssc.start();
  Run({"a 1\na 2\n", "", "b 1\na -1\nz 1\n"});
  EXPECT_THAT(*rows, ElementsAre(ElementsAre(Count("a", 1), Count("a", 3)), IsEmpty(),
                                 ElementsAre(Count("b", 1), Count("z", 10))));
  EXPECT_THAT(*snapshots,
              ElementsAre(ElementsAre(Count("a", 3), Count("z", 9)), ElementsAre(Count("a", 3), Count("z", 9)),
                          ElementsAre(Count("b", 1), Count("z", 10))));
}

TEST_F(StreamStateTest, StatesWithoutPairsTimeOutWhenTheStreamIsCheckpointed) {
  StreamingContext ssc = NewContext();
  auto mapped = Pairs(ssc).mapWithState(
      StateSpec::function([](Time time, const std::string& key, std::optional<int> value, State<int>& sum) {
        if (sum.isTimingOut()) return key + " out at " + time.toString() + " with " + std::to_string(sum.get());
        sum.update(*value);
        return key;
      }).timeout(Seconds(2)));
  mapped.checkpoint(Seconds(2));
  auto rows = Record<std::string>(mapped);
  ssc.start();
  Run({"a 1\nb 2\n", "b 3\n", "", "", "", ""});
  EXPECT_THAT(*rows,
              ElementsAre(ElementsAre("a", "b"), ElementsAre("b"), IsEmpty(), ElementsAre("a out at 4000 ms with 1"),
                          IsEmpty(), ElementsAre("b out at 6000 ms with 3")));
}

TEST_F(StreamStateTest, MistakesWithAStateFailTheTaskWithSparksWords) {
  StreamingContext ssc = NewContext();
  auto mapped =
      Pairs(ssc).mapWithState(StateSpec::function([](const std::string& key, std::optional<int>, State<int>& state) {
        if (key == "get") state.get();
        if (key == "remove") state.remove();
        if (key == "remove") state.remove();
        return key;
      }));
  mapped.print();
  ssc.start();
  EXPECT_THAT(backend_.RunBatch({{"get 1\n"}}), StatusIs(absl::StatusCode::kAborted, HasSubstr("State is not set")));
  EXPECT_THAT(backend_.RunBatch({{"remove 1\n"}}), testing::Not(IsOk()));
}

TEST_F(StreamStateTest, WindowsWithInverseGoOnFromTheWindowBefore) {
  StreamingContext ssc = NewContext();
  DStream<Count> pairs = Pairs(ssc);
  const std::plus<> add;
  const std::minus<> sub;
  auto sums = Record(pairs.reduceByKeyAndWindow(add, sub, Seconds(2), Seconds(1), 2));
  auto kept = Record(pairs.reduceByKeyAndWindow(add, sub, Seconds(2), Seconds(1), 2,
                                                [](const Count& count) { return count.second != 0; }));
  auto slow = Record(pairs.reduceByKeyAndWindow(add, sub, Seconds(3), Seconds(2)));
  auto counts = Record(pairs.countByWindow(Seconds(3), Seconds(1)));
  auto by_value = Record(pairs.countByValueAndWindow(Seconds(1), Seconds(1)));
  ssc.start();
  Run({"a 1\nb 2\n", "a 4\n", "", "c 1\n"});
  EXPECT_THAT(*sums, ElementsAre(ElementsAre(Count("a", 1), Count("b", 2)), ElementsAre(Count("a", 5), Count("b", 2)),
                                 ElementsAre(Count("a", 4), Count("b", 0)),
                                 ElementsAre(Count("a", 0), Count("b", 0), Count("c", 1))));
  EXPECT_THAT(*kept, ElementsAre(ElementsAre(Count("a", 1), Count("b", 2)), ElementsAre(Count("a", 5), Count("b", 2)),
                                 ElementsAre(Count("a", 4)), ElementsAre(Count("c", 1))));
  EXPECT_THAT(*slow, ElementsAre(ElementsAre(Count("a", 5), Count("b", 2)),
                                 ElementsAre(Count("a", 4), Count("b", 0), Count("c", 1))));
  EXPECT_THAT(*counts, ElementsAre(ElementsAre(2), ElementsAre(3), ElementsAre(3), ElementsAre(2)));
  const auto once = [](const char* word, int number) { return std::pair(Count(word, number), int64_t{1}); };
  EXPECT_THAT(*by_value, ElementsAre(ElementsAre(once("a", 1), once("b", 2)), ElementsAre(once("a", 4)), IsEmpty(),
                                     ElementsAre(once("c", 1))));
}

TEST_F(StreamStateTest, WhatIsBetweenShortWindowsIsInNone) {
  StreamingContext ssc = NewContext();
  auto counts = Record(Pairs(ssc).countByWindow(Seconds(1), Seconds(2)));
  ssc.start();
  Run({"a 1\na 1\n", "a 1\n", "a 1\na 1\na 1\n", "a 1\n", "a 1\n", ""});
  EXPECT_THAT(*counts, ElementsAre(ElementsAre(1), ElementsAre(1), ElementsAre(0)));
}

TEST_F(StreamStateTest, AKeyThatIsLeftOutStaysInTheWindow) {
  StreamingContext ssc = NewContext();
  auto kept = Record(Pairs(ssc).reduceByKeyAndWindow(std::plus<>{}, std::minus<>{}, Seconds(2), Seconds(1), 1,
                                                     [](const Count& count) { return count.second > 1; }));
  ssc.start();
  Run({"a 1\n", "a -1\n", "a 5\n", "a 1\n", "", "", "a 2\n"});
  EXPECT_THAT(*kept, ElementsAre(IsEmpty(), IsEmpty(), ElementsAre(Count("a", -1 + 5)), ElementsAre(Count("a", 5 + 1)),
                                 IsEmpty(), IsEmpty(), ElementsAre(Count("a", 2))));
}

TEST_F(StreamStateTest, AKeyThatIsLeftOutIsForgottenWithItsLastRow) {
  StreamingContext ssc = NewContext();
  auto leave_a_rest = [](int all, int leaving) { return all - leaving - 10; };
  auto kept = Record(Pairs(ssc).reduceByKeyAndWindow(std::plus<>{}, leave_a_rest, Seconds(1), Seconds(1), 1,
                                                     [](const Count& count) { return count.second > 0; }));
  ssc.start();
  Run({"a 1\n", "", "a 3\n"});
  EXPECT_THAT(*kept, ElementsAre(ElementsAre(Count("a", 1)), IsEmpty(), ElementsAre(Count("a", 3))));
}

TEST_F(StreamStateTest, ABatchThatNobodyReadsRunsBeforeTheNextOne) {
  StreamingContext ssc = NewContext();
  auto sums = Pairs(ssc).updateStateByKey([](const std::vector<int>& values, std::optional<int> sum) {
    for (int value : values) sum = sum.value_or(0) + value;
    return sum;
  });
  auto every_third = Record(sums.window(Seconds(1), Seconds(3)));
  ssc.start();
  Run({"a 1\n", "a 2\nb 1\n", "a 3\n"});
  EXPECT_THAT(*every_third, ElementsAre(ElementsAre(Count("a", 6), Count("b", 1))));
}

TEST_F(StreamStateTest, WindowsMustFitTheirStream) {
  StreamingContext ssc = NewContext();
  auto text = [&](Duration length, Duration slide) -> std::string {
    try {
      Pairs(ssc).reduceByKeyAndWindow(std::plus<>{}, std::minus<>{}, length, slide);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(text(Milliseconds(1500), Seconds(1)),
            "The window duration of ReducedWindowedDStream (1500 ms) must be multiple of the slide duration of parent "
            "DStream (1000 ms)");
  EXPECT_EQ(text(Seconds(2), Milliseconds(500)),
            "The slide duration of ReducedWindowedDStream (500 ms) must be multiple of the slide duration of parent "
            "DStream (1000 ms)");
}

TEST_F(StreamStateTest, StateNeedsACheckpointFolder) {
  StreamingContext ssc(app_, Seconds(1));
  Pairs(ssc).updateStateByKey([](const std::vector<int>&, std::optional<int> state) { return state; }).print();
  try {
    ssc.start();
    FAIL() << "started";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("The checkpoint directory has not been set. Please set it by "
                                        "StreamingContext.checkpoint()."));
  }
}

}  // namespace
}  // namespace sluice
