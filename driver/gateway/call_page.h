#ifndef SLUICE_DRIVER_GATEWAY_CALL_PAGE_H_
#define SLUICE_DRIVER_GATEWAY_CALL_PAGE_H_

#include <string>

namespace sluice::gateway {

// The last chapter of docs/pyspark.md: every class that Python may ask for, and all that may be called of it.
std::string CallPage();

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CALL_PAGE_H_
