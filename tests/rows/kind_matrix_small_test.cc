#include "tests/rows/kind_matrix.h"

namespace sluice {

using SmallKinds = testing::Types<char, Sign, Either, std::optional<bool>, std::tuple<>>;
INSTANTIATE_TYPED_TEST_SUITE_P(SmallKinds, KindMatrix, SmallKinds);

}  // namespace sluice
