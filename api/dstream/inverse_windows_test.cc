// Windows with inverse have what the same windows have without: over all lengths and slides, and in programs that are
// stopped and go on.
#include <functional>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/dstream/streaming_context.h"
#include "common/actor/runtime.h"
#include "common/base/status_matchers.h"
#include "common/fs/memory_files.h"
#include "common/fs/temporary_folder.h"
#include "common/settings/conf.h"
#include "engine/dstream/fake_streaming_backend.h"
#include "engine/lineage/local_job_runner.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "state/store/state_stores.h"

namespace sluice {
namespace {

using testing::HasSubstr;

using Count = std::pair<std::string, int64_t>;
using Counts = std::map<std::string, int64_t>;
using Batch = std::vector<Count>;
struct Shape {
  int length = 1, slide = 1;  // Both count slides of the stream.
  auto operator<=>(const Shape&) const = default;
};
template <class Row>
using Windows = std::map<Shape, std::map<int64_t, Row>>;  // What each has at the times, in seconds, it ends.

const std::plus<> kAdd;
const std::minus<> kSubtract;

using Shapes = std::vector<Shape>;
Shapes ShapesOf(const std::vector<int>& lengths, const std::vector<int>& slides) {
  Shapes shapes;
  for (int length : lengths) {
    for (int slide : slides) shapes.push_back({length, slide});
  }
  return shapes;
}
const Shapes kAllShapes = ShapesOf({1, 2, 3, 4, 5, 6}, {1, 2, 3, 4, 5, 6, 7, 8});
// Of windows whose batches are saved on a disk, which takes long.
const Shapes kSomeShapes = ShapesOf({1, 2, 3, 6}, {1, 2, 3, 7});

// There are thousands of states, which a disk would take long to sync. The lease, whose door there is on the disk, is
// not what is tested.
class StateFiles : public MemoryFiles {
 public:
  absl::Status PublishThrough(const std::string&, const std::string& path, std::string_view contents) override {
    return Publish(path, contents);
  }
  absl::Status RemoveThrough(const std::string&, const std::string& path) override { return RemoveTree(path); }
};

// The same ones for the same seed; a third of them empty. Values are often taken back, so that sums are 0 while there
// are rows.
std::vector<Batch> RandomBatches(int count, uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<Batch> batches(count);
  for (Batch& batch : batches) {
    for (uint32_t rows = random() % 3 == 0 ? 0 : random() % 5; rows > 0; --rows) {
      batch.emplace_back(std::string(1, static_cast<char>('a' + random() % 4)), static_cast<int>(random() % 5) - 2);
    }
  }
  return batches;
}

// The parameter is the seed of the rows.
class InverseWindowsTest : public testing::TestWithParam<uint32_t> {
 protected:
  using Program = std::function<void(const DStream<Count>& pairs)>;
  enum class Source { kReceived, kGenerated };

  // One process: makes the program or goes on with it, and runs the batches from number `from` until `to`.
  absl::Status Run(const Program& program, Source source, int from, int to) {
    StateStores stores(ThreadRuntime(), state_files_, {});
    LocalJobRunner jobs;
    jobs_ = &jobs;
    jobs.set_state_stores(&stores);
    FakeStreamingBackend backend(jobs);
    Application app("app", "test", conf_, jobs, backend);
    StreamingContext ssc = StreamingContext::getOrCreate(app, folder_.path(), [&](Application& app) {
      StreamingContext created(app, Seconds(1));
      created.checkpoint(folder_.path());
      program(source == Source::kReceived ? Received(created) : Generated(created));
      return created;
    });
    ssc.start();
    absl::Status result;
    for (int i = from; i < to && result.ok(); ++i) result = backend.RunBatch({{TextOf(batches_[i])}});
    ssc.stop();
    return result;
  }
  static DStream<Count> Received(StreamingContext& ssc) {
    return ssc.socketTextStream("localhost", 9).map([](std::string_view line) {
      size_t space = line.find(' ');
      return Count(std::string(line.substr(0, space)), std::stoi(std::string(line.substr(space + 1))));
    });
  }
  DStream<Count> Generated(StreamingContext& ssc) {
    return ssc.generatedStream([this, &app = ssc.sparkContext()](Time time) {
      return parallelize<Count>(app, batches_.at(time.milliseconds() / 1000 - 1), 2);
    });
  }
  static std::string TextOf(const Batch& batch) {
    std::string text;
    for (const auto& [key, value] : batch) text += key + " " + std::to_string(value) + "\n";
    return text;
  }

  template <class K>
  static void Record(const DStream<std::pair<K, int64_t>>& stream,
                     std::map<int64_t, std::map<Owned<K>, int64_t>>& windows) {
    stream.foreachRDD([&windows](const RDD<std::pair<K, int64_t>>& rdd, Time time) {
      windows[time.milliseconds() / 1000] = rdd.collectAsMap();
    });
  }
  static void Record(const DStream<int64_t>& stream, std::map<int64_t, std::vector<int64_t>>& windows) {
    stream.foreachRDD(
        [&windows](const RDD<int64_t>& rdd, Time time) { windows[time.milliseconds() / 1000] = rdd.collect(); });
  }

  void Sums(const DStream<Count>& pairs, const Shapes& shapes) {
    for (const Shape& shape : shapes) {
      const Duration length = pairs.slideDuration() * shape.length, slide = pairs.slideDuration() * shape.slide;
      Record(pairs.reduceByKeyAndWindow(kAdd, kSubtract, length, slide, 1), sums_[shape]);
      auto is_not_zero = [](const Count& count) { return count.second != 0; };
      Record(pairs.reduceByKeyAndWindow(kAdd, kSubtract, length, slide, 1, is_not_zero), not_zero_[shape]);
    }
  }

  Batch RowsOf(int64_t after, int64_t until) const {
    Batch rows;
    for (int64_t i = std::max<int64_t>(0, after); i < until; ++i) {
      rows.insert(rows.end(), batches_[i].begin(), batches_[i].end());
    }
    return rows;
  }
  // Calls check(shape, end, rows) for each window of a stream with an RDD every `stream_slide` seconds.
  template <class Check>
  void ForAllWindows(int stream_slide, const Shapes& shapes, Check check) const {
    for (const Shape& shape : shapes) {
      const int length = stream_slide * shape.length, slide = stream_slide * shape.slide;
      for (int end = slide; end <= static_cast<int>(batches_.size()); end += slide) {
        SCOPED_TRACE(testing::Message() << "seed=" << GetParam() << " length=" << shape.length
                                        << " slide=" << shape.slide << " window ends at " << end);
        check(shape, end, RowsOf(end - length, end));
        if (HasFatalFailure()) return;
      }
    }
  }
  // Keys whose rows have all left stay, and have nothing left.
  void CheckSums(int stream_slide, const Shapes& shapes) {
    std::map<Shape, Counts> known;
    ForAllWindows(stream_slide, shapes, [&](const Shape& shape, int end, const Batch& rows) {
      Counts& sums = known[shape];
      for (auto& [key, sum] : sums) sum = 0;
      for (const auto& [key, value] : rows) sums[key] += value;
      ASSERT_EQ(sums_[shape][end], sums);
      Counts not_zero = sums;
      std::erase_if(not_zero, [](const auto& sum) { return sum.second == 0; });
      ASSERT_EQ(not_zero_[shape][end], not_zero);
    });
  }

  const Conf conf_;
  LocalJobRunner* jobs_ = nullptr;  // The process that runs has it.
  StateFiles state_files_;
  TemporaryFolder folder_ = *TemporaryFolder::Create("inverse");
  std::vector<Batch> batches_ = RandomBatches(24, GetParam());
  Windows<Counts> sums_, not_zero_;
};

TEST_P(InverseWindowsTest, SumsOfKeysAreThoseOfTheRowsInTheWindow) {
  auto program = [&](const DStream<Count>& pairs) { Sums(pairs, kAllShapes); };
  ASSERT_THAT(Run(program, Source::kGenerated, 0, 24), IsOk());
  CheckSums(1, kAllShapes);
}

TEST_P(InverseWindowsTest, WindowsOfWindowsAreThoseOfTheirRows) {
  batches_ = RandomBatches(48, GetParam());
  auto program = [&](const DStream<Count>& pairs) { Sums(pairs.window(Seconds(2), Seconds(2)), kAllShapes); };
  ASSERT_THAT(Run(program, Source::kGenerated, 0, 48), IsOk());
  CheckSums(2, kAllShapes);
}

TEST_P(InverseWindowsTest, ReductionsAndCountsOfWindowsAreThoseWithoutInverse) {
  Windows<std::vector<int64_t>> sums, plain_sums, counts, plain_counts;
  Windows<Counts> keys, plain_keys;
  auto program = [&](const DStream<Count>& pairs) {
    for (const Shape& shape : kAllShapes) {
      const Duration length = Seconds(shape.length), slide = Seconds(shape.slide);
      auto values = pairs.map([](const Count& count) { return count.second; });
      Record(values.reduceByWindow(kAdd, kSubtract, length, slide), sums[shape]);
      Record(values.reduceByWindow(kAdd, length, slide), plain_sums[shape]);
      Record(values.countByWindow(length, slide), counts[shape]);
      Record(values.window(length, slide).count(), plain_counts[shape]);
      auto names = pairs.map([](const Count& count) { return count.first; });
      Record(names.countByValueAndWindow(length, slide, 1), keys[shape]);
      Record(names.window(length, slide).countByValue(1), plain_keys[shape]);
    }
  };
  ASSERT_THAT(Run(program, Source::kGenerated, 0, 24), IsOk());
  std::map<Shape, bool> has_begun;  // From then on there is one row, also of nothing.
  ForAllWindows(1, kAllShapes, [&](const Shape& shape, int end, const Batch& rows) {
    has_begun[shape] = has_begun[shape] || !rows.empty();
    const std::vector<int64_t> nothing(has_begun[shape] ? 1 : 0);
    ASSERT_EQ(sums[shape][end], rows.empty() ? nothing : plain_sums[shape][end]);
    ASSERT_EQ(counts[shape][end], rows.empty() ? nothing : plain_counts[shape][end]);
    ASSERT_EQ(keys[shape][end], plain_keys[shape][end]);
  });
}

// They are stopped three times.
TEST_P(InverseWindowsTest, ProgramsThatGoOnHaveThemOfWhatIsMadeAgain) {
  const int stop = 3 + static_cast<int>(GetParam() % 4);
  auto program = [&](const DStream<Count>& pairs) { Sums(pairs, kAllShapes); };
  for (auto [from, to] : {std::pair(0, stop), {stop, stop + 1}, {stop + 1, 17}, {17, 24}}) {
    ASSERT_THAT(Run(program, Source::kGenerated, from, to), IsOk());
  }
  CheckSums(1, kAllShapes);
}

TEST_P(InverseWindowsTest, ProgramsThatGoOnHaveThemOfWhatWasReceived) {
  const int stop = 3 + static_cast<int>(GetParam() % 4);
  auto program = [&](const DStream<Count>& pairs) { Sums(pairs, kSomeShapes); };
  for (auto [from, to] : {std::pair(0, stop), {stop, stop + 1}, {stop + 1, 17}, {17, 24}}) {
    ASSERT_THAT(Run(program, Source::kReceived, from, to), IsOk());
  }
  CheckSums(1, kSomeShapes);
}

// Executors die with all they hold: before a window is made of the rows of its batch, and later, when rows leave.
TEST_P(InverseWindowsTest, WhatLeavesIsTakenOutAsItWasPutInThoughItWasLostMeanwhile) {
  const Shapes shapes = ShapesOf({1, 2, 3, 6}, {1, 2});  // They end with the batches in which executors die.
  auto program = [&](const DStream<Count>& pairs) {
    pairs.foreachRDD([this](const RDD<Count>&, Time time) {
      if (time.milliseconds() / 1000 % 4 == 0) jobs_->LoseWhatExecutorsHold();
    });
    Sums(pairs, shapes);
  };
  ASSERT_THAT(Run(program, Source::kReceived, 0, 24), IsOk());
  CheckSums(1, shapes);
}

INSTANTIATE_TEST_SUITE_P(Seeds, InverseWindowsTest, testing::Values(1, 2, 3));

// The rows are made again for a later run.
class ChangedInverseWindowsTest : public InverseWindowsTest {
 protected:
  static void KeepAState(const DStream<Count>& pairs) {
    auto last = [](const std::vector<int64_t>& values, std::optional<int64_t>) {
      return std::optional<int64_t>(values.size());
    };
    pairs.updateStateByKey(last, 1).uid("last").print();
  }
  void AlsoASum(const DStream<Count>& pairs) {
    KeepAState(pairs);
    Record(pairs.reduceByKeyAndWindow(kAdd, kSubtract, Seconds(3), Seconds(1), 1).uid("sum"), sums_[{3, 1}]);
  }
};

TEST_P(ChangedInverseWindowsTest, AWindowThatIsNewInAProgramBeginsWithAllItsRows) {
  batches_ = {{{"a", 1}}, {{"b", 2}}, {{"c", 4}}, {{"d", 8}}, {}};
  ASSERT_THAT(Run([](const DStream<Count>& pairs) { KeepAState(pairs); }, Source::kGenerated, 0, 2), IsOk());
  ASSERT_THAT(Run([this](const DStream<Count>& pairs) { AlsoASum(pairs); }, Source::kGenerated, 2, 5), IsOk());
  const auto& sums = sums_[{3, 1}];
  EXPECT_EQ(sums.at(3), (Counts{{"a", 1}, {"b", 2}, {"c", 4}}));
  EXPECT_EQ(sums.at(4), (Counts{{"a", 0}, {"b", 2}, {"c", 4}, {"d", 8}}));
  EXPECT_EQ(sums.at(5), (Counts{{"a", 0}, {"b", 0}, {"c", 4}, {"d", 8}}));
}

TEST_P(ChangedInverseWindowsTest, RowsThatAreOthersWhenTheyAreMadeAgainAreAMistake) {
  auto program = [this](const DStream<Count>& pairs) { AlsoASum(pairs); };
  batches_ = {{{"a", 1}}, {}, {}, {}};
  ASSERT_THAT(Run(program, Source::kGenerated, 0, 3), IsOk());
  batches_[0] = {{"b", 1}};
  EXPECT_THAT(Run(program, Source::kGenerated, 3, 4),
              StatusIs(absl::StatusCode::kAborted, HasSubstr("Neither previous window has value for key")));
}

INSTANTIATE_TEST_SUITE_P(OnItsOwn, ChangedInverseWindowsTest, testing::Values(0));

}  // namespace
}  // namespace sluice
