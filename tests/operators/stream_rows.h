#ifndef SLUICE_TESTS_OPERATORS_STREAM_ROWS_H_
#define SLUICE_TESTS_OPERATORS_STREAM_ROWS_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/dstream/streaming_context.h"
#include "tests/operators/rdd_rows.h"

namespace sluice {

using Texts = std::vector<std::string>;

// What a row calls its operator with: streams that have, in five batches, an RDD without partitions, one of 3 without
// rows, a row in the second of 2 partitions, and the first two again.
struct StreamInputs {
  StreamingContext ssc;
  std::string folder;              // Operators save in it; it is not there yet.
  DStream<int64_t> numbers;        // 7
  DStream<Pair> pairs;             // (1, 7)
  DStream<Pair> others;            // (1, 5)
  std::shared_ptr<Texts> printed;  // What each batch printed.

  Duration slides(int count) const { return numbers.slideDuration() * count; }
  Time time(int batch) const { return Time(slides(batch).milliseconds()); }
};

// Read when the batches have run.
using TextsLater = std::function<Texts()>;

// One way to call an operator, and the texts of what it gives.
struct StreamRow {
  std::string_view name;
  TextsLater (*define)(const StreamInputs& in);
  Texts expected;
};

// The tables, one for each file.
std::vector<StreamRow> AnyStreamRows();
std::vector<StreamRow> StreamWindowRows();
std::vector<StreamRow> StreamOutputRows();
std::vector<StreamRow> PairStreamRows();
std::vector<StreamRow> StreamStateRows();

// The RDD of each batch in which there is one.
template <class T>
TextsLater TextsOf(const DStream<T>& stream) {
  auto texts = std::make_shared<Texts>();
  stream.foreachRDD([texts](const RDD<T>& rdd) { texts->push_back(Text(rdd)); });
  return [texts] { return *texts; };
}

// The same of an operator that looks at one batch only.
inline Texts EachBatch(const std::string& no_partitions, const std::string& no_rows, const std::string& one_row) {
  return {no_partitions, no_rows, one_row, no_partitions, no_rows};
}

}  // namespace sluice

#endif  // SLUICE_TESTS_OPERATORS_STREAM_ROWS_H_
