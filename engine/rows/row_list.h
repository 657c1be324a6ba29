#ifndef SLUICE_ENGINE_ROWS_ROW_LIST_H_
#define SLUICE_ENGINE_ROWS_ROW_LIST_H_

#include <deque>
#include <type_traits>
#include <vector>

namespace sluice {

// A list of rows that can be referred to: those of a std::vector<bool> are bits.
template <class T>
using RowList = std::conditional_t<std::is_same_v<T, bool>, std::deque<bool>, std::vector<T>>;

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_ROW_LIST_H_
