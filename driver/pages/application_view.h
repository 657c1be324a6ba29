#ifndef SLUICE_DRIVER_PAGES_APPLICATION_VIEW_H_
#define SLUICE_DRIVER_PAGES_APPLICATION_VIEW_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "driver/history/history.h"
#include "proto/application.pb.h"

namespace sluice {

// The value of a setting, and who gave it. kSet: somebody did, and nobody remembers who.
struct SettingView {
  enum class Source { kDefault, kFile, kEnvironment, kFlag, kCode, kSet };
  std::string key;
  std::string value;
  Source source = Source::kDefault;
};

// What answers are made from: one application at one moment. `history` outlives the view.
struct ApplicationView {
  std::string id;  // app-20261121104500-0000
  std::string name;
  std::string user;
  absl::Time started;
  absl::Time ended = absl::InfiniteFuture();  // It runs.
  absl::Time now;                             // Times of the history go by the same calendar.
  int life = 1;                               // It counts those of its driver.
  const History& history;
  v1::ApplicationStatus status;       // The last one; that of an ended application may be empty.
  std::vector<SettingView> settings;  // Secrets are hidden by who makes the view.
  bool has_logs = false;              // Who answers has what its processes print as well.
  std::string log_damage;             // Why its event log could not be read to its end; empty: it could, or was not.
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_PAGES_APPLICATION_VIEW_H_
