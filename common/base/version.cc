#include "common/base/version.h"

namespace sluice {

const char* ThisVersion() { return kVersion; }

}  // namespace sluice
