#include "tests/rows/pair_matrix.h"

namespace sluice {

INSTANTIATE_TYPED_TEST_SUITE_P(Bool, PairMatrix, testing::Types<bool>);

}  // namespace sluice
