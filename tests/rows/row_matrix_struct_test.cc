#include "tests/rows/row_matrix.h"

namespace sluice {

INSTANTIATE_TYPED_TEST_SUITE_P(Struct, RowMatrix, testing::Types<Everything>);

}  // namespace sluice
