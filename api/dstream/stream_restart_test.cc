// Programs that are stopped and go on in another process: what was received by the first one is not there any more.
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/core/error_of.h"
#include "api/dstream/streaming_context.h"
#include "common/actor/runtime.h"
#include "common/base/status_matchers.h"
#include "common/fs/temporary_folder.h"
#include "common/settings/conf.h"
#include "engine/dstream/fake_streaming_backend.h"
#include "engine/lineage/local_job_runner.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "state/store/state_stores.h"

namespace sluice {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Count = std::pair<std::string, int>;

class StreamRestartTest : public testing::Test {
 protected:
  // Makes streams out of the pairs that are received.
  using Program = std::function<void(const DStream<Count>& pairs)>;

  // One process: makes the program or goes on with it.
  struct Process {
    Process(const Conf& conf, const std::string& folder, const Program& program)
        : app("app", "test", conf, jobs, backend) {
      jobs.set_state_stores(&stores);
      ssc = StreamingContext::getOrCreate(app, folder, [&](Application& app) {
        StreamingContext created(app, Seconds(1));
        created.checkpoint(folder);
        program(Pairs(created));
        return created;
      });
    }
    StateStores stores{ThreadRuntime(), LocalFiles(), {}};
    LocalJobRunner jobs;
    FakeStreamingBackend backend{jobs};
    Application app;
    std::optional<StreamingContext> ssc;
  };
  // Runs a batch of each text, "word number" a line. It is stopped before the `unfinished` ones have run.
  void Run(const Program& program, const std::vector<std::string>& batches,
           const std::vector<std::string>& unfinished = {}) {
    Process process(conf_, folder_.path(), program);
    process.ssc->start();
    for (const std::string& text : batches) ASSERT_THAT(process.backend.RunBatch({{text}}), IsOk());
    for (const std::string& text : unfinished) ASSERT_THAT(process.backend.SaveBatch({{text}}), IsOk());
    process.ssc->stop();
  }
  static DStream<Count> Pairs(StreamingContext& ssc) {
    return ssc.socketTextStream("localhost", 9).map([](std::string_view line) {
      size_t space = line.find(' ');
      return Count(std::string(line.substr(0, space)), std::stoi(std::string(line.substr(space + 1))));
    });
  }
  template <class T>
  static void Record(const DStream<T>& stream, std::map<int64_t, std::vector<T>>& batches) {
    stream.foreachRDD([&batches](const RDD<T>& rdd, Time time) {
      std::vector<T> rows = rdd.collect();
      std::sort(rows.begin(), rows.end());
      batches[time.milliseconds() / 1000] = rows;
    });
  }

  const Conf conf_;
  TemporaryFolder folder_ = *TemporaryFolder::Create("restart");
};

TEST_F(StreamRestartTest, UpdateStateByKeyGoesOnWithItsStates) {
  std::map<int64_t, std::vector<Count>> sums;
  auto program = [&](const DStream<Count>& pairs) {
    auto add = [](const std::vector<int>& values, std::optional<int> sum) {
      for (int value : values) sum = sum.value_or(0) + value;
      return sum;
    };
    Record(pairs.updateStateByKey(add, 2), sums);
  };
  Run(program, {"a 1\nb 2\n", "a 10\n"});
  Run(program, {"b 5\n"});
  EXPECT_THAT(sums[3], ElementsAre(Count("a", 11), Count("b", 7)));
}

TEST_F(StreamRestartTest, MapWithStateGoesOnWithItsStatesAndTheirTimeouts) {
  std::map<int64_t, std::vector<std::string>> rows;
  auto program = [&](const DStream<Count>& pairs) {
    auto spec = StateSpec::function([](const std::string& key, std::optional<int> value, State<int>& sum) {
                  if (sum.isTimingOut()) return key + " out with " + std::to_string(sum.get());
                  sum.update(sum.getOption().value_or(0) + *value);
                  return key + " " + std::to_string(sum.get());
                }).timeout(Seconds(3));
    auto mapped = pairs.mapWithState(spec);
    mapped.checkpoint(Seconds(1));
    Record<std::string>(mapped, rows);
  };
  Run(program, {"old 1\n", "a 1\n"});
  Run(program, {"a 2\n", "", "a 3\n"});
  EXPECT_THAT(rows[3], ElementsAre("a 3"));
  EXPECT_THAT(rows[4], IsEmpty());
  EXPECT_THAT(rows[5], ElementsAre("a 6", "old out with 1"));
}

TEST_F(StreamRestartTest, WindowsHaveWhatWasReceivedBefore) {
  std::map<int64_t, std::vector<Count>> rows, sums;
  auto program = [&](const DStream<Count>& pairs) {
    Record(pairs.window(Seconds(3), Seconds(1)), rows);
    Record(pairs.reduceByKeyAndWindow(std::plus<>{}, Seconds(2), Seconds(1)), sums);
  };
  Run(program, {"a 1\n", "a 2\nb 1\n"});
  Run(program, {"a 3\n", "", ""});
  EXPECT_THAT(rows[3], ElementsAre(Count("a", 1), Count("a", 2), Count("a", 3), Count("b", 1)));
  EXPECT_THAT(rows[4], ElementsAre(Count("a", 2), Count("a", 3), Count("b", 1)));
  EXPECT_THAT(rows[5], ElementsAre(Count("a", 3)));
  EXPECT_THAT(sums[3], ElementsAre(Count("a", 5), Count("b", 1)));
}

TEST_F(StreamRestartTest, WindowsWithInverseTakeOutWhatWasReceivedBefore) {
  std::map<int64_t, std::vector<Count>> sums;
  auto program = [&](const DStream<Count>& pairs) {
    Record(pairs.reduceByKeyAndWindow(std::plus<>{}, std::minus<>{}, Seconds(2), Seconds(1), 2), sums);
  };
  Run(program, {"a 1\n", "a 2\nb 1\n"});
  Run(program, {"a 3\n", ""});
  EXPECT_THAT(sums[3], ElementsAre(Count("a", 5), Count("b", 1)));
  EXPECT_THAT(sums[4], ElementsAre(Count("a", 3), Count("b", 0)));
}

TEST_F(StreamRestartTest, WhatWasReceivedForBatchesThatDidNotRunIsInTheBatchesOfTheNextRun) {
  std::map<int64_t, std::vector<Count>> rows, sums;
  auto program = [&](const DStream<Count>& pairs) {
    Record(pairs, rows);
    Record(pairs.reduceByKeyAndWindow(std::plus<>{}, Seconds(3), Seconds(1)), sums);
  };
  Run(program, {"a 1\n"}, {"a 2\nb 1\n", "a 3\n"});
  EXPECT_THAT(rows[2], IsEmpty());
  Run(program, {"a 10\n", "", "c 1\n"});
  EXPECT_THAT(rows[2], ElementsAre(Count("a", 2), Count("a", 10), Count("b", 1)));
  EXPECT_THAT(rows[3], ElementsAre(Count("a", 3)));
  EXPECT_THAT(rows[4], ElementsAre(Count("c", 1)));
  EXPECT_THAT(sums[4], ElementsAre(Count("a", 15), Count("b", 1), Count("c", 1)));
  Run(program, {"", ""});
  EXPECT_THAT(rows[5], IsEmpty());
  EXPECT_THAT(sums[5], ElementsAre(Count("a", 3), Count("c", 1)));
}

TEST_F(StreamRestartTest, SoItIsIfNoBatchHadRunYet) {
  std::map<int64_t, std::vector<Count>> rows;
  auto program = [&](const DStream<Count>& pairs) { Record(pairs, rows); };
  Run(program, {}, {"a 1\n", "a 2\n"});
  Run(program, {"a 10\n", ""});
  EXPECT_THAT(rows[1], ElementsAre(Count("a", 1), Count("a", 10)));
  EXPECT_THAT(rows[2], ElementsAre(Count("a", 2)));
}

TEST_F(StreamRestartTest, AProgramThatBeginsAnewHasNothingOfAFormerOne) {
  std::map<int64_t, std::vector<Count>> rows;
  auto program = [&](const DStream<Count>& pairs) { Record(pairs, rows); };
  Run(program, {}, {"old 1\n"});
  ASSERT_THAT(LocalFiles().Remove(folder_.path() + "/checkpoint-0"), IsOk());  // There is none to go on from.
  Run(program, {"new 1\n"});
  EXPECT_THAT(rows[1], ElementsAre(Count("new", 1)));
}

TEST_F(StreamRestartTest, AChangedProgramFindsStatesByTheirUids) {
  std::map<int64_t, std::vector<Count>> sums, windows, others;
  auto add = [](const std::vector<int>& values, std::optional<int> sum) {
    for (int value : values) sum = sum.value_or(0) + value;
    return sum;
  };
  auto window = [&](const DStream<Count>& pairs) {
    DStream<Count> sums = pairs.reduceByKeyAndWindow(std::plus<>{}, std::minus<>{}, Seconds(2), Seconds(1), 2);
    Record(sums.uid("window"), windows);
  };
  auto first = [&](const DStream<Count>& pairs) {
    Record(pairs.updateStateByKey(add, 2).uid("sums"), sums);
    window(pairs);
  };
  auto changed = [&](const DStream<Count>& pairs) {
    window(pairs.filter([](const Count&) { return true; }));
    Record(pairs.updateStateByKey(add, 2).uid("others"), others);
    Record(pairs.updateStateByKey(add, 2).uid("sums"), sums);
  };
  Run(first, {"a 1\nb 2\n", "a 10\n"});
  Run(changed, {"b 5\n", ""});
  EXPECT_THAT(sums[3], ElementsAre(Count("a", 11), Count("b", 7)));
  EXPECT_THAT(windows[3], ElementsAre(Count("a", 10), Count("b", 5)));
  EXPECT_THAT(windows[4], ElementsAre(Count("a", 0), Count("b", 5)));
  EXPECT_THAT(others[3], ElementsAre(Count("b", 5)));  // New, so it begins here.
  EXPECT_THAT(others[4], ElementsAre(Count("b", 5)));
}

TEST_F(StreamRestartTest, AStateThatWasDeletedIsNamedAndNotBegunAnew) {
  auto add = [](const std::vector<int>& values, std::optional<int> sum) {
    for (int value : values) sum = sum.value_or(0) + value;
    return sum;
  };
  for (const bool has_uid : {true, false}) {
    ASSERT_THAT(LocalFiles().RemoveTree(folder_.path()), IsOk());
    auto program = [&](const DStream<Count>& pairs) {
      auto sums = pairs.updateStateByKey(add);
      has_uid ? sums.uid("sums").print() : sums.print();
    };
    Run(program, {"a 1\n"});
    ASSERT_THAT(LocalFiles().RemoveTree(folder_.path() + "/state"), IsOk());
    EXPECT_THAT(ErrorOf([&] { Run(program, {}); }),
                AllOf(HasSubstr("the state of StateDStream is gone, of which the checkpoint of batch "),
                      HasSubstr(folder_.path() + "/state/"), HasSubstr("begin anew in an empty checkpoint directory")));
  }
}

TEST_F(StreamRestartTest, AHalfDeletedFolderIsRefusedByTheNameOfWhatIsMissing) {
  auto program = [](const DStream<Count>& pairs) {
    pairs.reduceByKeyAndWindow(std::plus<>{}, std::minus<>{}, Seconds(2), Seconds(1), 1).print();
  };
  Run(program, {"a 1\n", "a 2\n", "a 3\n"});
  const std::string state = "/state/0-reduceByKeyAndWindow/0/", version = "00000000000000002000";
  const std::string changes = state + version + "-00000000000000001000.changes";
  auto error_without = [&](const std::string& file) {
    EXPECT_THAT(LocalFiles().Rename(folder_.path() + file, folder_.path() + ".gone"), IsOk()) << file;
    const std::string error = ErrorOf([&] { Run(program, {}); });
    EXPECT_THAT(LocalFiles().RemoveTree(folder_.path() + file), IsOk());  // A lease that was begun anew.
    EXPECT_THAT(LocalFiles().Rename(folder_.path() + ".gone", folder_.path() + file), IsOk());
    return error;
  };
  EXPECT_THAT(error_without(changes), AllOf(HasSubstr("version 2000"), HasSubstr(folder_.path() + "/state/")));
  EXPECT_THAT(error_without("/lease-1"), HasSubstr(folder_.path() + "/lease-1 is gone"));
  EXPECT_THAT(error_without("/batches"), HasSubstr("no such folder: " + folder_.path() + "/batches/"));
  Run(program, {"a 4\n"});
}

// Something else than a folder is in its place, as when a disk is not mounted or may not be read.
TEST_F(StreamRestartTest, AFolderThatCannotBeListedIsNamedAndNotTakenForAnEmptyOne) {
  auto program = [](const DStream<Count>& pairs) {
    pairs.reduceByKeyAndWindow(std::plus<>{}, std::minus<>{}, Seconds(2), Seconds(1)).print();
  };
  for (const std::string part : {"/state", "/unfinished/0"}) {
    ASSERT_THAT(LocalFiles().RemoveTree(folder_.path()), IsOk());
    Run(program, {"a 1\n"}, {"a 2\n"});
    const std::string path = folder_.path() + part;
    ASSERT_THAT(LocalFiles().Rename(path, folder_.path() + "/elsewhere"), IsOk());
    ASSERT_THAT(LocalFiles().Publish(path, ""), IsOk());
    EXPECT_THAT(ErrorOf([&] { Run(program, {}); }), HasSubstr(path));
  }
}

TEST_F(StreamRestartTest, AChangedProgramThatCannotFindItsStateIsRefusedNamingBoth) {
  auto add = [](const std::vector<int>& values, std::optional<int> sum) {
    for (int value : values) sum = sum.value_or(0) + value;
    return sum;
  };
  auto with_uid = [&](const std::string& uid) {
    return [=](const DStream<Count>& pairs) { pairs.updateStateByKey(add).uid(uid).print(); };
  };
  auto error_of = [&](const Program& program) { return ErrorOf([&] { Run(program, {}); }); };
  Run(with_uid("sums"), {"a 1\n"});
  EXPECT_THAT(error_of(with_uid("sum")), HasSubstr("Failed to read checkpoint from directory " + folder_.path() +
                                                   ": it has a state that no stream of the program goes on with: "
                                                   "state=uid-sums streams with state: uid-sum;"));
  EXPECT_THAT(error_of([&](const DStream<Count>& pairs) {
                pairs.filter([](const Count&) { return true; }).updateStateByKey(add).print();
              }),
              AllOf(HasSubstr("it was written by a program with other streams: streams from number "),
                    HasSubstr("checkpoint=[StateDStream every 1000 ms uid=sums type=std::pair<std::string, int>"),
                    HasSubstr("StateDStream every 1000 ms state=0-updateStateByKey type=std::pair<std::string, int>"),
                    HasSubstr("(these have none: StateDStream state=0-updateStateByKey)"),
                    HasSubstr("or begin anew in an empty checkpoint directory")));
  auto mean = [](const std::vector<int>& values, std::optional<double> sum) {
    return std::optional(sum.value_or(0) + static_cast<double>(values.size()));
  };
  EXPECT_THAT(error_of([&](const DStream<Count>& pairs) { pairs.updateStateByKey(mean).uid("sums").print(); }),
              HasSubstr("it was written by a program with other states: stream with uid=sums: checkpoint=[StateDStream "
                        "type=std::pair<std::string, int>] program=[StateDStream type=std::pair<std::string, "
                        "double>]; give a state that is another one another uid()"));
  EXPECT_THAT(error_of([&](const DStream<Count>& pairs) { pairs.uid("no state"); }),
              HasSubstr("a uid is of letters, digits, - and _: uid=no state"));
  EXPECT_THAT(error_of([&](const DStream<Count>& pairs) { pairs.uid("pairs"); }),
              HasSubstr("a uid is for a stream with state"));
  EXPECT_THAT(error_of([&](const DStream<Count>& pairs) {
                pairs.updateStateByKey(add).uid("x");
                pairs.updateStateByKey(add).uid("x");
              }),
              HasSubstr("two streams have the uid x; each needs its own"));
}

TEST_F(StreamRestartTest, ASecondProgramOnTheFolderIsRefusedByTheNameOfTheFirst) {
  std::map<int64_t, std::vector<Count>> rows;
  auto program = [&](const DStream<Count>& pairs) { Record(pairs, rows); };
  Process first(conf_, folder_.path(), program);
  first.ssc->start();
  EXPECT_THAT(ErrorOf([&] { Run(program, {}); }),
              AllOf(HasSubstr("the checkpoint directory " + folder_.path() + " is in use by another program: host="),
                    HasSubstr(" pid=" + std::to_string(getpid()) + " since=20"), HasSubstr(" application=app;")));
  ASSERT_THAT(first.backend.RunBatch({{"a 1\n"}}), IsOk()) << "the first one is not disturbed";
  first.ssc->stop();
  Run(program, {"a 2\n"});
  EXPECT_THAT(rows[2], ElementsAre(Count("a", 2)));
}

TEST_F(StreamRestartTest, ABatchThatHasFailedRunsAgain) {
  std::map<int64_t, std::vector<Count>> sums;
  bool fails = true;
  auto program = [&](const DStream<Count>& pairs) {
    auto add = [](const std::vector<int>& values, std::optional<int> sum) {
      for (int value : values) sum = sum.value_or(0) + value;
      return sum;
    };
    auto states = pairs.updateStateByKey(add, 2);
    Record(states, sums);
    states.foreachRDD([&fails](const RDD<Count>&, Time time) {
      if (fails && time.milliseconds() == 2000) throw std::runtime_error("the database is away");
    });
  };
  {
    Process first(conf_, folder_.path(), program);
    first.ssc->start();
    ASSERT_THAT(first.backend.RunBatch({{"a 1\n"}}), IsOk());
    EXPECT_THAT(first.backend.RunBatch({{"a 10\n"}}), StatusIs(absl::StatusCode::kAborted, HasSubstr("is away")));
    ASSERT_THAT(first.backend.RunBatch({{"a 100\n"}}), IsOk());
    EXPECT_THAT(sums[3], ElementsAre(Count("a", 111)));
    first.ssc->stop();
  }
  fails = false;
  sums.clear();
  Run(program, {"a 20\n", "a 200\n"});
  EXPECT_THAT(sums[2], ElementsAre(Count("a", 21))) << "as of the last batch that was done";
  EXPECT_THAT(sums[3], ElementsAre(Count("a", 221)));
}

TEST_F(StreamRestartTest, AProgramThatReadTheCheckpointBeforeAnotherOneRanIsRefused) {
  std::map<int64_t, std::vector<Count>> rows;
  auto program = [&](const DStream<Count>& pairs) { Record(pairs, rows); };
  Process late(conf_, folder_.path(), program);
  Run(program, {"a 1\n"});
  EXPECT_THAT(ErrorOf([&] { late.ssc->start(); }),
              HasSubstr("another program has used the checkpoint directory " + folder_.path() +
                        " since it was read: last batch then=none now=1000 ms; call getOrCreate again"));
}

TEST_F(StreamRestartTest, OldBatchesDoNotPileUp) {
  std::map<int64_t, std::vector<Count>> rows;
  auto program = [&](const DStream<Count>& pairs) { Record(pairs.window(Seconds(3)), rows); };
  Run(program, std::vector<std::string>(40, "a 1\n"));
  size_t saved = 0;
  const std::vector<std::string> streams = *LocalFiles().List(folder_.path() + "/batches");
  for (const std::string& stream : streams) {
    saved += LocalFiles().List(folder_.path() + "/batches/" + stream)->size();
  }
  EXPECT_GE(saved, 2);
  EXPECT_LE(saved, 15);
}

}  // namespace
}  // namespace sluice
