#include <memory>

#include "api/shared/broadcast.h"

namespace sluice {

void Share(Application& app) { broadcast(app, std::make_shared<int>(3)); }

}  // namespace sluice
