#ifndef SLUICE_DRIVER_APPLICATION_HEARD_ORDERS_H_
#define SLUICE_DRIVER_APPLICATION_HEARD_ORDERS_H_

#include <cstdint>
#include <vector>

#include "proto/executor.pb.h"

namespace sluice {

// All that a driver has ordered from one executor so far, for tests to look at. Not thread-safe.
struct HeardOrders {
  void Add(const v1::Work& work);

  std::vector<v1::Work> works;
  std::vector<v1::LaunchTask> launched;
  std::vector<v1::StartReceiver> started;
  std::vector<v1::StopReceiver> stopped;
  std::vector<v1::SetReceiverRate> rates;
  std::vector<v1::BlockIdProto> freed;
  std::vector<v1::BlockIdProto> to_copy;
  std::vector<v1::TakeOutput> to_take;
  std::vector<int64_t> cancelled;
  std::vector<int64_t> freed_shuffles;
  std::vector<int64_t> programs;
  // What was said of peers last.
  int peers = 0;
  int peers_leaving = 0;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_APPLICATION_HEARD_ORDERS_H_
