#include "common/base/user_code.h"

namespace sluice {

absl::Status StatusOfException() {
  try {
    throw;
  } catch (const StatusException& error) {
    return error.status();
  } catch (const std::exception& error) {
    return absl::AbortedError(error.what());
  } catch (...) {
    return absl::AbortedError("threw something that is no std::exception");
  }
}

}  // namespace sluice
