#ifndef SLUICE_TESTS_ROWS_STREAM_MATRIX_H_
#define SLUICE_TESTS_ROWS_STREAM_MATRIX_H_

#include <cstdint>
#include <functional>
#include <istream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/dstream/streaming_context.h"
#include "api/input/receiver.h"
#include "tests/rows/checkpointed_stream_test_base.h"
#include "tests/rows/row_kinds.h"

namespace sluice {

// Every operation on a stream of rows of type T, and on one of pairs with keys, values and states of type T. There are
// two batches: all rows, then the first one again.
template <class T>
class StreamMatrix : public CheckpointedStreamTestBase {
 protected:
  using Pair = std::pair<T, T>;

  DStream<T> Rows() {
    return ssc_.socketTextStream("localhost", 9).map([](std::string_view line) -> T {
      return ExampleRows<T>::all.at(std::stoi(std::string(line)));
    });
  }
  DStream<Pair> Pairs() {
    return Rows().map([](T row) { return Pair(row, row); });
  }
  // How many rows a stream has in the second batch.
  template <class Row>
  void Expect(const DStream<Row>& stream, int64_t rows) {
    auto batches = std::make_shared<int>(0);
    stream.foreachRDD([batches, rows](const RDD<Row>& rdd) {
      const auto count = static_cast<int64_t>(rdd.collect().size());
      if (++*batches == 2) {
        EXPECT_EQ(count, rows);
      }
    });
  }
  void RunTwo() {
    std::string all;
    for (size_t i = 0; i < ExampleRows<T>::all.size(); ++i) all += std::to_string(i) + "\n";
    Run({all, "0\n"});
  }
};
TYPED_TEST_SUITE_P(StreamMatrix);

TYPED_TEST_P(StreamMatrix, RowsOfBatchesAndWindows) {
  using T = TypeParam;
  const int64_t count = CountRows<T>(), distinct = CountDistinct<T>();
  auto keep_first = [](T a, const T&) { return a; };
  DStream<T> rows = this->Rows();
  this->Expect(rows, 1);
  this->Expect(rows.filter([](const T&) { return true; }), 1);
  this->Expect(rows.flatMap([](T row) { return std::vector<T>{row, row}; }), 2);
  auto all = [](const Partition<T>& partition) {
    std::vector<T> rows;
    for (const T& row : partition) rows.push_back(row);
    return rows;
  };
  this->Expect(rows.mapPartitions(all), 1);
  this->Expect(
      rows.mapPartitionsWithIndex([](int, const Partition<T>& rows) { return std::vector<size_t>(rows.size()); }), 1);
  this->Expect(rows.glom(), 1);
  this->Expect(rows.count(), 1);
  this->Expect(rows.repartition(2), 1);
  this->Expect(rows.union_(rows), 2);
  this->Expect(rows.reduce(keep_first), 1);
  this->Expect(rows.countByValue(), 1);
  this->Expect(rows.transform([](const RDD<T>& rdd) { return rdd.distinct(); }), 1);
  this->Expect(rows.transformWith(rows, [](const RDD<T>& a, const RDD<T>& b) { return a.intersection(b); }), 1);
  this->Expect(rows.window(Seconds(2)), count + 1);
  this->Expect(rows.reduceByWindow(keep_first, Seconds(2), Seconds(1)), 1);
  this->Expect(rows.reduceByWindow(keep_first, keep_first, Seconds(2), Seconds(1)), 1);
  this->Expect(rows.countByWindow(Seconds(2), Seconds(1)), 1);
  this->Expect(rows.countByValueAndWindow(Seconds(2), Seconds(1)), distinct);
  rows.cache().print();
  rows.show("rows");
  rows.map([](T row) { return row; }).persist().print();
  rows.saveAsTextFiles(this->folder_.path() + "/text");
  rows.saveAsObjectFiles(this->folder_.path() + "/objects");
  this->RunTwo();
}

TYPED_TEST_P(StreamMatrix, RowsOfBatchesAskedFor) {
  using T = TypeParam;
  DStream<T> rows = this->Rows();
  std::vector<Time> times;
  rows.foreachRDD([&times](const RDD<T>&, Time time) { times.push_back(time); });
  this->ssc_.remember(Seconds(10));
  this->RunTwo();
  ASSERT_EQ(times.size(), 2u);
  const std::vector<RDD<T>> both = rows.slice(times[0], times[1]);
  ASSERT_EQ(both.size(), 2u);
  EXPECT_EQ(Encoded(both[0].collect()), EncodedRowsOf<T>());
  EXPECT_EQ(rows.compute(times[1])->count(), 1);
}

TYPED_TEST_P(StreamMatrix, PairsOfBatchesAndWindows) {
  using T = TypeParam;
  using Pair = std::pair<T, T>;
  const int64_t distinct = CountDistinct<T>();
  auto keep_first = [](T a, const T&) { return a; };
  DStream<Pair> pairs = this->Pairs(), once = pairs.reduceByKey(keep_first);
  this->Expect(once, 1);
  this->Expect(pairs.groupByKey(), 1);
  this->Expect(pairs.mapValues([](T value) { return value; }), 1);
  this->Expect(pairs.flatMapValues([](T value) { return std::vector<T>{value}; }), 1);
  this->Expect(pairs.combineByKey([](T value) { return value; }, keep_first, keep_first), 1);
  this->Expect(pairs.partitionBy(HashPartitioner(2)), 1);
  this->Expect(pairs.join(once), 1);
  this->Expect(pairs.leftOuterJoin(once), 1);
  this->Expect(pairs.rightOuterJoin(once), 1);
  this->Expect(pairs.fullOuterJoin(once), 1);
  this->Expect(pairs.cogroup(once), 1);
  this->Expect(pairs.groupByKeyAndWindow(Seconds(2)), distinct);
  this->Expect(pairs.reduceByKeyAndWindow(keep_first, Seconds(2)), distinct);
  this->Expect(pairs.reduceByKeyAndWindow(keep_first, keep_first, Seconds(2), Seconds(1)), distinct);
  pairs.template saveAsHadoopFiles<TextOutputFormat>(this->folder_.path() + "/text");
  pairs.template saveAsNewAPIHadoopFiles<TextOutputFormat>(this->folder_.path() + "/new");
  this->RunTwo();
}

TYPED_TEST_P(StreamMatrix, StateOfKeys) {
  using T = TypeParam;
  using S = Owned<T>;
  const int64_t distinct = CountDistinct<T>();
  auto pairs = this->Pairs();
  this->Expect(pairs.updateStateByKey([](const std::vector<T>& values, std::optional<S> state) {
    return values.empty() ? state : std::optional<S>(ToOwned<T>(values.front()));
  }),
               distinct);
  this->Expect(pairs.updateStateByKey([](Time, T, const std::vector<T>&, std::optional<S> state) {
    return std::optional<S>(state.value_or(S()));
  }),
               distinct);
  auto all_keys = [](const Partition<KeyUpdate<T, T, S>>& keys) {
    std::vector<std::pair<T, S>> states;
    for (const auto& [key, values, state] : keys) states.emplace_back(key, state.value_or(S()));
    return states;
  };
  this->Expect(pairs.updateStateByKey(all_keys, HashPartitioner(2), true), distinct);
  auto mapped = pairs.mapWithState(StateSpec::function([](T key, std::optional<T> value, State<S>& state) {
    state.update(ToOwned<T>(value.value_or(key)));
    return key;
  }));
  this->Expect(mapped, 1);
  this->Expect(mapped.stateSnapshots(), distinct);
  this->RunTwo();
}

// What a receiver of one's own does; it would run on an executor.
template <class T>
class RowReceiver : public Receiver<T> {
 public:
  void onStart() override {
    this->store(T(ExampleRows<T>::all.front()));
    this->store(ExampleRows<T>::all);
    this->store(ExampleRows<T>::all.begin(), ExampleRows<T>::all.end());
  }
  void onStop() override {}
};

TYPED_TEST_P(StreamMatrix, Receivers) {
  using T = TypeParam;
  auto received = this->ssc_.template receiverStream<RowReceiver<T>>();
  auto read = this->ssc_.socketStream("localhost", 9, [](std::istream&) { return ExampleRows<T>::all; });
  auto queued = this->ssc_.queueStream(RDDQueue<T>({parallelize<T>(this->app_, ExampleRows<T>::all, 2)}));
  this->Expect(received.union_(read).union_(queued), 0);
  this->ssc_.start();
  EXPECT_THAT(this->backend_.RunBatch({}), IsOk());
  EXPECT_THAT(this->backend_.RunBatch({}), IsOk());
}

REGISTER_TYPED_TEST_SUITE_P(StreamMatrix, RowsOfBatchesAndWindows, RowsOfBatchesAskedFor, PairsOfBatchesAndWindows,
                            StateOfKeys, Receivers);

}  // namespace sluice

#endif  // SLUICE_TESTS_ROWS_STREAM_MATRIX_H_
