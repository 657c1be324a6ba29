#ifndef SLUICE_COMMON_SETTINGS_CONF_H_
#define SLUICE_COMMON_SETTINGS_CONF_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/settings/setting.h"

namespace sluice {

// Settings of an application by name (sluice.* and Spark's spark.*), as the text the user gave; each is parsed where it
// is used. INVALID_ARGUMENT of a getter names the key, its value and what is expected. Not thread-safe to change.
//
//   SLUICE_ASSIGN_OR_RETURN(absl::Duration interval, conf.Get(settings::kBlockInterval));
class Conf {
 public:
  void Set(std::string_view key, std::string value);
  // "key=value", as after --conf. INVALID_ARGUMENT: no '=' or no key, more than one line, or too long.
  absl::Status SetPair(std::string_view pair);

  bool Has(std::string_view key) const;
  std::string Get(const TextSetting& setting) const;
  absl::StatusOr<bool> Get(const BoolSetting& setting) const;
  absl::StatusOr<int64_t> Get(const IntSetting& setting) const;
  absl::StatusOr<int64_t> Get(const BytesSetting& setting) const;
  absl::StatusOr<double> Get(const DoubleSetting& setting) const;
  absl::StatusOr<absl::Duration> Get(const DurationSetting& setting) const;

  const std::map<std::string, std::string, std::less<>>& values() const { return values_; }

 private:
  std::map<std::string, std::string, std::less<>> values_;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_SETTINGS_CONF_H_
