#ifndef SLUICE_COMMON_BASE_CONF_H_
#define SLUICE_COMMON_BASE_CONF_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace sluice {

// What a setting is when nobody sets it, and what it may be set to.
template <class T>
struct Setting {
  T fallback;
  T min;
  T max;
};

// Settings of an application by name (sluice.* and Spark's spark.*), as the text the user gave; each is parsed where it
// is used. INVALID_ARGUMENT of a getter names the key, its value and what is expected. Not thread-safe to change.
//
//   SLUICE_ASSIGN_OR_RETURN(absl::Duration interval, conf.GetDuration("spark.streaming.blockInterval",
//       {.fallback = absl::Milliseconds(200), .min = absl::Milliseconds(10), .max = absl::Minutes(1)}));
class Conf {
 public:
  void Set(std::string key, std::string value) { values_[std::move(key)] = std::move(value); }
  // "key=value", as after --conf. INVALID_ARGUMENT: no '=' or no key, more than one line, or too long.
  absl::Status SetPair(std::string_view pair);

  bool Has(std::string_view key) const { return values_.find(key) != values_.end(); }
  std::string GetString(std::string_view key, std::string_view fallback) const;
  absl::StatusOr<bool> GetBool(std::string_view key, bool fallback) const;
  absl::StatusOr<int64_t> GetInt(std::string_view key, const Setting<int64_t>& setting) const;
  absl::StatusOr<double> GetDouble(std::string_view key, const Setting<double>& setting) const;
  absl::StatusOr<absl::Duration> GetDuration(std::string_view key, const Setting<absl::Duration>& setting) const;
  absl::StatusOr<int64_t> GetBytes(std::string_view key, const Setting<int64_t>& setting) const;

  const std::map<std::string, std::string, std::less<>>& values() const { return values_; }

 private:
  std::map<std::string, std::string, std::less<>> values_;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_BASE_CONF_H_
