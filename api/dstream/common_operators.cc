#include "api/dstream/common_operators.h"

namespace sluice {

SLUICE_COMMON_OPERATORS()

}  // namespace sluice
