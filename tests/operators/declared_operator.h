#ifndef SLUICE_TESTS_OPERATORS_DECLARED_OPERATOR_H_
#define SLUICE_TESTS_OPERATORS_DECLARED_OPERATOR_H_

#include <algorithm>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "common/base/str_cat.h"

namespace sluice {

// A public method of RDD or DStream, found in the headers by list_operators.py.
struct DeclaredOperator {
  const char* name;
  const char* header;
  int overloads = 0;
};

// What is wrong with the rows of a table: operators that have fewer rows than overloads, and rows of no operator.
template <class Row>
std::vector<std::string> MissingRows(absl::Span<const DeclaredOperator> operators, const std::vector<Row>& rows,
                                     const std::string& files) {
  std::vector<std::string> missing;
  for (const DeclaredOperator& each : operators) {
    const auto count = std::count_if(rows.begin(), rows.end(), [&](const Row& row) { return row.name == each.name; });
    if (count >= each.overloads) continue;
    missing.push_back(StrCat(each.header, " declares ", each.name, " ", each.overloads, " times, and ", count,
                             " rows call it: add one for each overload to tests/operators/", files,
                             ", with what it gives for no partitions, for no rows and for one row"));
  }
  for (const Row& row : rows) {
    auto is_of = [&](const DeclaredOperator& each) { return each.name == row.name; };
    if (std::any_of(operators.begin(), operators.end(), is_of)) continue;
    missing.push_back(StrCat("no header declares ", row.name, ": remove its row, or give it the new name"));
  }
  return missing;
}

}  // namespace sluice

#endif  // SLUICE_TESTS_OPERATORS_DECLARED_OPERATOR_H_
