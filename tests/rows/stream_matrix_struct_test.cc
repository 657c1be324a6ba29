#include "tests/rows/stream_matrix.h"

namespace sluice {

INSTANTIATE_TYPED_TEST_SUITE_P(Struct, StreamMatrix, testing::Types<Everything>);

}  // namespace sluice
