#ifndef SLUICE_TESTS_OPERATORS_RDD_ROWS_H_
#define SLUICE_TESTS_OPERATORS_RDD_ROWS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/rdd/rdd.h"
#include "common/base/str_cat.h"
#include "gtest/gtest.h"

namespace sluice {

using Pair = std::pair<int64_t, int64_t>;

// What a row calls its operator with: RDDs without partitions, with 3 that have no rows, or with 2 and a row in the
// second.
struct RddInputs {
  Application& app;
  std::string folder;    // Operators save in it; it is not there yet.
  RDD<int64_t> numbers;  // 7
  RDD<Pair> pairs;       // (1, 7)
  RDD<Pair> others;      // (1, 5)
};

// One way to call an operator, and the text of what it gives for each of these.
struct RddRow {
  std::string_view name;
  std::string (*run)(const RddInputs& in);
  std::string no_partitions, no_rows, one_row;
};

// The tables, one for each file.
std::vector<RddRow> TransformationRows();
std::vector<RddRow> ShuffledRddRows();
std::vector<RddRow> ActionRows();
std::vector<RddRow> NumberRddRows();
std::vector<RddRow> KeptRddRows();
std::vector<RddRow> PairRddRows();
std::vector<RddRow> JoinRows();

// Values as tests print them, texts as they are.
template <class T>
std::string Text(const T& value) {
  if constexpr (std::is_convertible_v<T, std::string_view>) return std::string(value);
  if constexpr (std::is_floating_point_v<T>) return StrCat(value);
  if constexpr (!std::is_convertible_v<T, std::string_view> && !std::is_floating_point_v<T>) {
    return testing::PrintToString(value);
  }
}
// How many partitions there are, and all rows.
template <class T>
std::string Text(const RDD<T>& rdd) {
  return StrCat(rdd.getNumPartitions(), ": ", testing::PrintToString(rdd.collect()));
}
// The names in a folder, with what is in the files that have something in them.
std::string SavedIn(const std::string& folder);

}  // namespace sluice

#endif  // SLUICE_TESTS_OPERATORS_RDD_ROWS_H_
