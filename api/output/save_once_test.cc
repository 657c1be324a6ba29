// Programs that write to a system with transactions and die at each step on the way there: what they write counts once.
#include "api/output/save_once.h"

#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <tuple>
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

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing::SizeIs;

using Count = std::pair<std::string, int64_t>;
using Totals = std::map<std::string, int64_t>;

// A system of this process, and where whoever writes to it dies.
struct System {
  using Key = std::tuple<std::string, std::string, int64_t, int>;  // program, output, batch, partition
  std::set<Key> records;
  Totals totals;
  std::vector<BatchPart> begun;
  int found = 0;  // How often a part was there.
  std::string dies_at;

  void Step(const std::string& step) const {
    if (step == dies_at) throw std::runtime_error("died: " + step);
  }
};
System* fake_system = nullptr;

class FakeTransaction {
 public:
  FakeTransaction() { fake_system->Step("connected"); }
  bool begin(const BatchPart& part) {
    fake_system->begun.push_back(part);
    record_ = {part.program, part.output, part.batch, part.partition};
    const bool is_there = fake_system->records.contains(record_);
    fake_system->found += is_there ? 1 : 0;
    fake_system->Step("recorded");
    return !is_there;
  }
  void add(const Count& count) {
    fake_system->Step("half written");
    added_[count.first] += count.second;
  }
  void commit() {
    fake_system->Step("written");
    fake_system->records.insert(record_);
    for (const auto& [word, count] : added_) fake_system->totals[word] += count;
    fake_system->Step("committed");
  }

 private:
  System::Key record_;
  Totals added_;
};

struct FakeTarget {
  int unused = 0;
  FakeTransaction connect() const {
    fake_system->Step("connect");
    return {};
  }
};

class SaveOnceTest : public testing::Test {
 protected:
  SaveOnceTest() { fake_system = &system_; }

  // One process: makes the program or goes on with it.
  struct Process {
    Process(const Conf& conf, const std::string& folder) : app("app", "test", conf, jobs, backend) {
      jobs.set_state_stores(&stores);
      ssc = StreamingContext::getOrCreate(app, folder, [&](Application& app) {
        StreamingContext created(app, Seconds(1));
        created.checkpoint(folder);
        CountWords(created);
        return created;
      });
      ssc->start();
    }
    ~Process() { ssc->stop(); }
    StateStores stores{ThreadRuntime(), LocalFiles(), {}};
    LocalJobRunner jobs;
    FakeStreamingBackend backend{jobs};
    Application app;
    std::optional<StreamingContext> ssc;
  };

  static void CountWords(StreamingContext& ssc) {
    DStream<Count> counts = ssc.socketTextStream("localhost", 9)
                                .map([](std::string_view line) { return Count(line, 1); })
                                .reduceByKey(std::plus<>{}, 2);
    saveOnce(counts, "counts", FakeTarget(), [](FakeTransaction& transaction, const Partition<Count>& rows) {
      for (const Count& count : rows) transaction.add(count);
    });
    counts.foreachRDD([](const RDD<Count>&) { fake_system->Step("between the output's commit and the batch's"); });
  }

  const Conf conf_;
  TemporaryFolder folder_ = *TemporaryFolder::Create("once");
  System system_;
};

class SaveOnceStepTest : public SaveOnceTest, public testing::WithParamInterface<const char*> {};

TEST_P(SaveOnceStepTest, ABatchThatDiedThereIsWrittenOnceWhenItRunsAgain) {
  {
    Process process(conf_, folder_.path());
    ASSERT_THAT(process.backend.RunBatch({{"a\nb\nc\nd\na\n"}}), IsOk());
    system_.dies_at = GetParam();
    ASSERT_THAT(process.backend.RunBatch({{"a\nc\ne\nf\n"}}),
                StatusIs(absl::StatusCode::kAborted, HasSubstr(GetParam())));
  }
  system_.dies_at = "";
  Process process(conf_, folder_.path());
  ASSERT_THAT(process.backend.RunBatch({{"a\nc\ne\nf\n"}}), IsOk());
  ASSERT_THAT(process.backend.RunBatch({{"f\n"}}), IsOk());
  EXPECT_EQ(system_.totals, (Totals{{"a", 3}, {"b", 1}, {"c", 2}, {"d", 1}, {"e", 1}, {"f", 2}}));
}

INSTANTIATE_TEST_SUITE_P(Steps, SaveOnceStepTest,
                         testing::Values("connect", "connected", "recorded", "half written", "written", "committed",
                                         "between the output's commit and the batch's"));

TEST_F(SaveOnceTest, ABatchThatDiedBehindItsOutputFindsAllItsParts) {
  {
    Process process(conf_, folder_.path());
    system_.dies_at = "between the output's commit and the batch's";
    ASSERT_FALSE(process.backend.RunBatch({{"a\nb\n"}}).ok());
  }
  system_.dies_at = "";
  Process process(conf_, folder_.path());
  ASSERT_THAT(process.backend.RunBatch({{"a\nb\n"}}), IsOk());
  EXPECT_EQ(system_.found, 2);
}

TEST_F(SaveOnceTest, APartIsKnownByProgramOutputBatchAndPartitionAndSaysWhatIsDone) {
  Process process(conf_, folder_.path());
  ASSERT_THAT(process.backend.RunBatch({{"a\n"}}), IsOk());
  ASSERT_THAT(process.backend.RunBatch({{"a\nb\nc\nd\n"}}), IsOk());
  ASSERT_THAT(system_.begun, SizeIs(4));
  const BatchPart& last = system_.begun.back();
  EXPECT_THAT(last.program, SizeIs(32));
  EXPECT_EQ(last.output, "counts");
  EXPECT_EQ(last.batch, 2000);
  EXPECT_EQ(last.partition, 1);
  EXPECT_EQ(last.partitions, 2);
  EXPECT_EQ(last.rows + system_.begun[2].rows, 4);
  EXPECT_EQ(last.done_until, 1000);
  EXPECT_EQ(system_.begun.front().done_until, 0);
  EXPECT_EQ(system_.begun.front().program, last.program);
}

TEST_F(SaveOnceTest, AnotherProgramOfEqualBatchesAndNamesIsNotTakenForIt) {
  const TemporaryFolder other = *TemporaryFolder::Create("once");
  for (const std::string& folder : {folder_.path(), other.path()}) {
    Process process(conf_, folder);
    ASSERT_THAT(process.backend.RunBatch({{"a\n"}}), IsOk());
  }
  EXPECT_THAT(system_.totals, ElementsAre(Pair("a", 2)));
}

TEST_F(SaveOnceTest, EachOutputHasANameOfItsOwn) {
  LocalJobRunner jobs;
  FakeStreamingBackend backend{jobs};
  Application app("app", "test", conf_, jobs, backend);
  StreamingContext ssc(app, Seconds(1));
  CountWords(ssc);
  EXPECT_THAT(ErrorOf([&] { CountWords(ssc); }), HasSubstr("two outputs have the name counts; each needs its own"));
  auto lines = ssc.socketTextStream("localhost", 9).map([](std::string_view line) { return std::string(line); });
  auto named = [&](const std::string& name) {
    saveOnce(lines, name, FakeTarget(), [](FakeTransaction&, const Partition<std::string>&) {});
  };
  for (const std::string& name : {std::string(), std::string("a'b"), std::string(201, 'a')}) {
    EXPECT_THAT(ErrorOf([&] { named(name); }), HasSubstr("of letters, digits, - and _, at most 200"));
  }
}

}  // namespace
}  // namespace sluice
