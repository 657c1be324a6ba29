#ifndef SLUICE_TESTS_ROWS_KIND_MATRIX_H_
#define SLUICE_TESTS_ROWS_KIND_MATRIX_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/dstream/streaming_context.h"
#include "api/rdd/rdd.h"
#include "tests/rows/checkpointed_stream_test_base.h"
#include "tests/rows/row_kinds.h"

namespace sluice {

// One operation of each way that rows of type T can go: in memory, in a shuffle as key and as value, to the driver, to
// a file, and from batch to batch. The other operations go the same ways; for two types the other matrices have all.
template <class T>
class KindMatrix : public CheckpointedStreamTestBase {
 protected:
  RDD<T> Rows() { return parallelize<T>(app_, ExampleRows<T>::all, 2); }
  template <class Rows>
  static void ExpectAll(const Rows& rows) {
    EXPECT_EQ(Encoded(rows), EncodedRowsOf<T>());
  }
};
TYPED_TEST_SUITE_P(KindMatrix);

TYPED_TEST_P(KindMatrix, RowsInOneBatch) {
  using T = TypeParam;
  const int64_t distinct = CountDistinct<T>();
  auto rows = this->Rows();
  auto pairs = rows.map([](T row) { return std::pair<T, T>(row, row); });
  this->ExpectAll(rows.collect());
  this->ExpectAll(rows.map([](T row) { return row; }).persist().collect());
  EXPECT_EQ(Encode<Owned<T>>(rows.reduce([](T a, const T&) { return a; })), Encode<T>(ExampleRows<T>::all.front()));
  EXPECT_EQ(static_cast<int64_t>(rows.countByValue().size()), distinct);
  EXPECT_EQ(rows.distinct().count(), distinct);
  EXPECT_EQ(pairs.groupByKey().count(), distinct);
  EXPECT_EQ(pairs.reduceByKey([](T a, const T&) { return a; }).count(), distinct);
  if constexpr (Ordered<T>) {
    this->ExpectAll(rows.sortBy([](const T& row) { return row; }).collect());
  }
}

TYPED_TEST_P(KindMatrix, RowsInFiles) {
  using T = TypeParam;
  auto rows = this->Rows();
  rows.saveAsTextFile(this->folder_.path() + "/text");
  EXPECT_EQ(rows.pipe("cat").count(), CountRows<T>());
  rows.saveAsObjectFile(this->folder_.path() + "/objects");
  this->ExpectAll(objectFile<T>(this->app_, this->folder_.path() + "/objects").collect());
}

TYPED_TEST_P(KindMatrix, RowsOfStreams) {
  using T = TypeParam;
  using S = Owned<T>;
  DStream<T> rows = this->ssc_.socketTextStream("localhost", 9).map([](std::string_view line) -> T {
    return ExampleRows<T>::all.at(std::stoi(std::string(line)));
  });
  rows.print();
  int64_t in_window = 0, states = 0;
  rows.window(Seconds(2)).foreachRDD([&](const RDD<T>& rdd) { in_window = rdd.collect().size(); });
  auto latest = [](const std::vector<T>& values, std::optional<S> state) {
    return values.empty() ? state : std::optional<S>(ToOwned<T>(values.front()));
  };
  rows.map([](T row) { return std::pair<T, T>(row, row); }).updateStateByKey(latest).foreachRDD([&](const auto& rdd) {
    states = rdd.collect().size();
  });
  this->Run({"0\n2\n", "0\n"});
  EXPECT_EQ(in_window, 3);
  EXPECT_EQ(states, CountDistinct<T>() == 1 ? 1 : 2);
}

REGISTER_TYPED_TEST_SUITE_P(KindMatrix, RowsInOneBatch, RowsInFiles, RowsOfStreams);

}  // namespace sluice

#endif  // SLUICE_TESTS_ROWS_KIND_MATRIX_H_
