#ifndef SLUICE_API_DSTREAM_COMMON_OPERATORS_H_
#define SLUICE_API_DSTREAM_COMMON_OPERATORS_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "api/dstream/dstream.h"
#include "engine/rows/encoded_rows.h"

// Operators over the rows that most programs have, sums of counts, and what shows such rows: compiled once, into the
// library. A program that uses them compiles none of what is behind RefTo and Trace.
#define SLUICE_COMMON_OPERATOR(prefix, ...) \
  prefix template OperatorRef RefTo<__VA_ARGS__>(std::string, const typename __VA_ARGS__::Options&);

#define SLUICE_COMMON_ROW(prefix, ...)                                                                              \
  prefix template std::unique_ptr<OpBase> Trace<__VA_ARGS__>(int, std::unique_ptr<OpBase>, const Op<__VA_ARGS__>&); \
  prefix template absl::Status Wire<__VA_ARGS__>(const OpSeed&, Wiring<__VA_ARGS__>&);                              \
  SLUICE_COMMON_OPERATOR(prefix, CollectTerminal<__VA_ARGS__>)                                                      \
  SLUICE_COMMON_OPERATOR(prefix, CountTerminal<__VA_ARGS__>)                                                        \
  SLUICE_COMMON_OPERATOR(prefix, UnionOp<__VA_ARGS__>)                                                              \
  SLUICE_COMMON_OPERATOR(prefix, MergeOp<__VA_ARGS__>)                                                              \
  SLUICE_COMMON_OPERATOR(prefix, ParallelizeOp<__VA_ARGS__>)                                                        \
  SLUICE_COMMON_OPERATOR(prefix, EncodedRowsOp<__VA_ARGS__>)                                                        \
  prefix template absl::Status AppendCollected<__VA_ARGS__>(const Buffers&, std::vector<Owned<__VA_ARGS__>>&);      \
  prefix template std::vector<Owned<__VA_ARGS__>> RDD<__VA_ARGS__>::collect() const;                                \
  prefix template std::vector<Owned<__VA_ARGS__>> RDD<__VA_ARGS__>::take(int64_t) const;                            \
  prefix template int64_t RDD<__VA_ARGS__>::count() const;                                                          \
  prefix template void DStream<__VA_ARGS__>::print(int) const;

#define SLUICE_COMMON_SUMS(prefix, ...)                                                  \
  SLUICE_COMMON_ROW(prefix, std::pair<__VA_ARGS__, int64_t>)                             \
  SLUICE_COMMON_OPERATOR(prefix, CombineByKeyOp<__VA_ARGS__, internal::SumOfCounts>)     \
  SLUICE_COMMON_OPERATOR(prefix, CombineByKeyWriter<__VA_ARGS__, internal::SumOfCounts>) \
  SLUICE_COMMON_OPERATOR(prefix, CombineByKeyReader<__VA_ARGS__, internal::SumOfCounts>)

#define SLUICE_COMMON_OPERATORS(prefix)        \
  SLUICE_COMMON_ROW(prefix, std::string_view)  \
  SLUICE_COMMON_ROW(prefix, std::string)       \
  SLUICE_COMMON_ROW(prefix, int64_t)           \
  SLUICE_COMMON_SUMS(prefix, std::string_view) \
  SLUICE_COMMON_SUMS(prefix, std::string)      \
  SLUICE_COMMON_SUMS(prefix, int64_t)

namespace sluice {

namespace internal {
using SumOfCounts = Reducing<int64_t, ShippedFunction<std::plus<>>>;
}  // namespace internal

SLUICE_COMMON_OPERATORS(extern)

}  // namespace sluice

#endif  // SLUICE_API_DSTREAM_COMMON_OPERATORS_H_
