#ifndef SLUICE_WORKER_EXECUTOR_DRIVER_PLACE_H_
#define SLUICE_WORKER_EXECUTOR_DRIVER_PLACE_H_

#include <string>

#include "common/base/ids.h"

namespace sluice {

// What an executor is told of its application driver by whoever started it.
struct DriverPlace {
  DriverLife life;
  std::string address;  // Where executors attach; empty: this life is over, and another is to come.
};

}  // namespace sluice

#endif  // SLUICE_WORKER_EXECUTOR_DRIVER_PLACE_H_
