#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_DURATION_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_DURATION_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "driver/gateway/object.h"

namespace sluice::gateway {

// A length of time, or a point in it, in milliseconds.
class JavaDuration : public ObjectOf<JavaDuration> {
 public:
  static constexpr std::string_view kName = "Duration";
  static const Class& Describe();
  explicit JavaDuration(int64_t millis) : millis_(millis) {}
  std::string ToString() const override { return std::to_string(millis_) + " ms"; }
  int64_t millis() const { return millis_; }

 private:
  const int64_t millis_;
};

class JavaTime : public ObjectOf<JavaTime> {
 public:
  static constexpr std::string_view kName = "Time";
  static const Class& Describe();
  explicit JavaTime(int64_t millis) : millis_(millis) {}
  std::string ToString() const override { return std::to_string(millis_) + " ms"; }
  int64_t millis() const { return millis_; }

 private:
  const int64_t millis_;
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_DURATION_H_
