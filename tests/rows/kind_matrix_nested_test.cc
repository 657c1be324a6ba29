#include "tests/rows/kind_matrix.h"

namespace sluice {

using NestedKinds =
    testing::Types<Empty, std::vector<bool>, std::unordered_set<int>, std::map<std::string, std::vector<bool>>,
                   std::pair<bool, std::array<std::string_view, 2>>>;
INSTANTIATE_TYPED_TEST_SUITE_P(NestedKinds, KindMatrix, NestedKinds);

}  // namespace sluice
