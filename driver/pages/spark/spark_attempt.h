#ifndef SLUICE_DRIVER_PAGES_SPARK_SPARK_ATTEMPT_H_
#define SLUICE_DRIVER_PAGES_SPARK_SPARK_ATTEMPT_H_

#include <nlohmann/json.hpp>
#include <string>

#include "absl/time/time.h"

namespace sluice {

// "2026-11-30T20:00:00.000GMT".
std::string SparkTime(absl::Time time);

// What Spark tells of an application as such, of which ours have one attempt each.
struct SparkIdentity {
  std::string id;
  std::string name;
  std::string user;
  absl::Time started;
  absl::Time ended;  // Infinite: it has not.
};
// REQUIRES: its texts are UTF-8.
nlohmann::json SparkApplicationJson(const SparkIdentity& application, absl::Time now);

}  // namespace sluice

#endif  // SLUICE_DRIVER_PAGES_SPARK_SPARK_ATTEMPT_H_
