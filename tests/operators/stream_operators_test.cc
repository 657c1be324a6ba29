// Every operator in every batch of streams that have nothing, a row, and nothing again: in one thread, and on
// executors.
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_replace.h"
#include "api/rdd/rdd_test_base.h"
#include "common/actor/runtime.h"
#include "common/base/str_cat.h"
#include "common/fs/temporary_folder.h"
#include "gmock/gmock.h"
#include "state/store/state_stores.h"
#include "tests/operators/operators_in_headers.h"
#include "tests/operators/stream_rows.h"
#include "tests/rdd/rdd_cluster.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<StreamRow> AllRows() {
  std::vector<StreamRow> all;
  for (const auto& rows :
       {AnyStreamRows(), StreamOutputRows(), StreamWindowRows(), PairStreamRows(), StreamStateRows()}) {
    all.insert(all.end(), rows.begin(), rows.end());
  }
  return all;
}

// The RDD of batch 1 to 5, see StreamInputs.
template <class T>
RDD<T> OfBatch(Application& app, int64_t batch, const T& row) {
  if (batch == 1 || batch == 4) return emptyRDD<T>(app);
  return batch == 3 ? parallelize<T>(app, {row}, 2) : parallelize<T>(app, {}, 3);
}
template <class T>
DStream<T> EveryBatch(StreamingContext& ssc, const T& row) {
  return ssc.generatedStream(
      [&app = ssc.sparkContext(), row](Time time) { return OfBatch<T>(app, time.milliseconds() / 1000, row); });
}
// The same in each second batch; between them the stream has no RDD at all.
template <class T>
DStream<T> EverySecondBatch(StreamingContext& ssc, const T& row) {
  auto source = ssc.generatedStream([&app = ssc.sparkContext(), row](Time time) {
    const int64_t batch = time.milliseconds() / 1000;
    return batch % 2 == 0 ? OfBatch<T>(app, batch / 2, row) : emptyRDD<T>(app);
  });
  return source.window(Seconds(2), Seconds(2));
}

// Without the heading.
std::string Printed(const std::string& text, int64_t milliseconds) {
  const std::string line(43, '-');
  return absl::StrReplaceAll(text, {{StrCat(line, "\nTime: ", milliseconds, " ms\n", line, "\n"), ""}});
}

// Runs all rows in one program, of streams with an RDD every `slide` seconds.
void CheckAllRows(Application& app, const std::string& folder, int slide) {
  StreamingContext ssc(app, Seconds(1));
  ssc.checkpoint(folder + "/checkpoint");
  ssc.remember(Seconds(100));
  auto numbers = slide == 1 ? EveryBatch<int64_t>(ssc, 7) : EverySecondBatch<int64_t>(ssc, 7);
  auto pairs = slide == 1 ? EveryBatch<Pair>(ssc, {1, 7}) : EverySecondBatch<Pair>(ssc, {1, 7});
  auto others = slide == 1 ? EveryBatch<Pair>(ssc, {1, 5}) : EverySecondBatch<Pair>(ssc, {1, 5});
  auto printed = std::make_shared<Texts>();
  std::vector<TextsLater> later;
  const std::vector<StreamRow> rows = AllRows();
  for (const StreamRow& row : rows) {
    later.push_back(row.define({ssc, StrCat(folder, "/", later.size()), numbers, pairs, others, printed}));
  }
  ssc.start();
  for (int batch = 1; batch <= 5; ++batch) {
    testing::internal::CaptureStdout();
    ssc.advance(Seconds(slide));
    printed->push_back(Printed(testing::internal::GetCapturedStdout(), 1000 * batch * slide));
  }
  try {
    ssc.awaitTerminationOrTimeout(0);
  } catch (const Error& error) {
    ADD_FAILURE() << error.what();
  }
  for (size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(later[i](), rows[i].expected) << rows[i].name << ", " << i;
  ssc.stop(false);
}

class StreamOperatorsTest : public RddTestBase {
 protected:
  StreamOperatorsTest() { jobs_.set_state_stores(&stores_); }

  TemporaryFolder folder_ = *TemporaryFolder::Create("sluice-operators-");
  StateStores stores_{ThreadRuntime(), LocalFiles(), {}};
};
class StreamOperatorsClusterTest : public RddClusterTest {
 protected:
  StreamOperatorsClusterTest() {
    conf_.Set("spark.default.parallelism", "2");
    conf_.Set("spark.streaming.clock", "manual");
  }
};

TEST_F(StreamOperatorsTest, EveryOperatorInTheHeadersHasARow) {
  EXPECT_GT(std::size(kDStreamOperators), 40) << "the headers are not read any more";
  EXPECT_THAT(MissingRows<StreamRow>(kDStreamOperators, AllRows(), "..._rows.cc"), IsEmpty());
}

TEST_F(StreamOperatorsTest, GiveNothingOfNothingInEveryBatch) { CheckAllRows(app_, folder_.path(), 1); }
TEST_F(StreamOperatorsTest, GiveNothingOfNothingInEverySecondBatch) { CheckAllRows(app_, folder_.path(), 2); }
TEST_F(StreamOperatorsClusterTest, GiveNothingOfNothingInEveryBatch) { CheckAllRows(app(), folder_.path(), 1); }
TEST_F(StreamOperatorsClusterTest, GiveNothingOfNothingInEverySecondBatch) { CheckAllRows(app(), folder_.path(), 2); }

// Programs of a few batches.
class EmptyStreamTest : public StreamOperatorsTest {
 protected:
  EmptyStreamTest() { ssc_.checkpoint(folder_.path() + "/checkpoint"); }
  // What is thrown.
  std::string Run(int batches) {
    try {
      ssc_.start();
      ssc_.advance(Seconds(batches));
      ssc_.awaitTerminationOrTimeout(0);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  }
  DStream<Pair> Pairs() { return EveryBatch<Pair>(ssc_, {1, 7}); }

  StreamingContext ssc_{app_, Seconds(1)};
};

TEST_F(EmptyStreamTest, SourcesThatHaveNothingGiveNothing) {
  std::vector<TextsLater> texts;
  auto distinct = [](const auto& rdd) { return rdd.distinct(); };
  auto record = [&](const auto& stream) { texts.push_back(TextsOf(stream.transform(distinct))); };
  record(ssc_.textFileStream(folder_.path()));
  record(ssc_.fileStream(folder_.path() + "/not-there", [](const std::string&) { return true; }));
  record(ssc_.binaryRecordsStream(folder_.path(), 8));
  record(ssc_.socketTextStream("localhost", 9));
  record(ssc_.queueStream(RDDQueue<int64_t>(), true, emptyRDD<int64_t>(app_)));
  record(ssc_.queueStream(RDDQueue<int64_t>({emptyRDD<int64_t>(app_), emptyRDD<int64_t>(app_)}), false,
                          emptyRDD<int64_t>(app_)));
  EXPECT_EQ(Run(2), "");
  for (const TextsLater& of_stream : texts) EXPECT_THAT(of_stream(), ElementsAre("0: {}", "0: {}"));
}

TEST_F(EmptyStreamTest, NumbersOfPartitionsMayComeFromTheBatch) {
  auto texts = TextsOf(Pairs().transform([](const RDD<Pair>& rdd) {
    const int partitions = rdd.getNumPartitions();
    return rdd.reduceByKey(std::plus<>(), partitions).partitionBy(HashPartitioner(partitions)).sortByKey();
  }));
  EXPECT_EQ(Run(5), "");
  EXPECT_EQ(texts(), EachBatch("1: {}", "1: {}", "2: { (1, 7) }"));
}

TEST_F(EmptyStreamTest, BatchesMeetRowsThatStay) {
  const RDD<Pair> names = parallelize<Pair>(app_, {{1, 100}, {2, 200}}, 2);
  auto joined =
      TextsOf(Pairs().transform([=](const RDD<Pair>& rdd) { return rdd.join(names, rdd.getNumPartitions()); }));
  auto missing = TextsOf(Pairs().transform([=](const RDD<Pair>& rdd) { return names.subtractByKey(rdd).keys(); }));
  EXPECT_EQ(Run(5), "");
  EXPECT_EQ(joined(), EachBatch("1: {}", "3: {}", "2: { (1, (7, 100)) }"));
  EXPECT_EQ(missing(), EachBatch("2: { 2, 1 }", "2: { 2, 1 }", "2: { 2 }"));
}

// Else it would be without partitions, and without later rows, for ever.
TEST_F(EmptyStreamTest, AStateThatBeginsWithABatchWithoutPartitionsHasSome) {
  auto spread =
      Pairs().transform([](const RDD<Pair>& rdd) { return rdd.partitionBy(HashPartitioner(rdd.getNumPartitions())); });
  auto sum = [](const std::vector<int64_t>& values, std::optional<int64_t> sum) {
    for (int64_t value : values) sum = sum.value_or(0) + value;
    return sum;
  };
  auto sums = TextsOf(spread.updateStateByKey(sum));
  auto windows = TextsOf(spread.reduceByKeyAndWindow(std::plus<>(), std::minus<>(), Seconds(2)));
  EXPECT_EQ(Run(4), "");
  EXPECT_THAT(sums(), ElementsAre("2: {}", "2: {}", "2: { (1, 7) }", "2: { (1, 7) }"));
  EXPECT_THAT(windows(), ElementsAre("2: {}", "2: {}", "2: { (1, 7) }", "2: { (1, 7) }"));
}

TEST_F(EmptyStreamTest, AStateInNoPartitionsIsRefused) {
  auto keep = [](const std::vector<int64_t>&, std::optional<int64_t> state) { return state; };
  Pairs().updateStateByKey(keep, 0).print();
  EXPECT_THAT(Run(1), HasSubstr("requirement failed: Number of partitions (0) must be positive."));
}

}  // namespace
}  // namespace sluice
