#include "tests/rows/row_matrix.h"

namespace sluice {

INSTANTIATE_TYPED_TEST_SUITE_P(Bool, RowMatrix, testing::Types<bool>);

}  // namespace sluice
