#include "tests/rows/stream_matrix.h"

namespace sluice {

INSTANTIATE_TYPED_TEST_SUITE_P(Bool, StreamMatrix, testing::Types<bool>);

}  // namespace sluice
