#include "tests/rows/pair_matrix.h"

namespace sluice {

INSTANTIATE_TYPED_TEST_SUITE_P(Struct, PairMatrix, testing::Types<Everything>);

}  // namespace sluice
