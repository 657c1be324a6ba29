#ifndef SLUICE_DRIVER_SERVE_FAKE_HOST_H_
#define SLUICE_DRIVER_SERVE_FAKE_HOST_H_

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "driver/serve/cluster_host.h"

namespace sluice {

inline const ApplicationId kA("app-1");
inline const WorkerId kW1("w1");

// Knows one worker, and one application, whose driver has printed something and may have ended.
class FakeHost : public ClusterHost {
 public:
  ExecutableCache& executables() override { return cache_; }
  absl::StatusOr<ApplicationId> Submit(const v1::Submission&) override { return absl::UnavailableError("full"); }
  absl::Status Stop(const ApplicationId&, const std::string& reason) override {
    stopped = reason;
    return absl::OkStatus();
  }
  absl::Status Kill(const ApplicationId&, bool) override { return absl::OkStatus(); }
  absl::Status SetDrained(const WorkerId& id, bool wanted) override {
    is_drained = wanted;
    return id == kW1 ? absl::OkStatus() : absl::NotFoundError("no such worker");
  }
  absl::StatusOr<v1::ApplicationInfo> Find(const ApplicationId& id) override {
    if (id != kA) return absl::NotFoundError("no such application");
    v1::ApplicationInfo info;
    info.set_application(id.value());
    info.set_state(has_ended ? "FAILED" : "RUNNING");
    info.set_exit_code(has_ended ? 3 : 0);
    info.set_ended_millis(ended_millis);
    return info;
  }
  v1::ClusterStatus Describe() override { return cluster; }
  std::vector<std::string> Notices(const ApplicationId&, size_t) override { return {}; }
  void ReadLog(const LogPlace& place, int64_t offset, std::function<void(absl::StatusOr<LogPiece>)> done) override {
    const std::string& text = printed[place.error_stream];
    const std::string rest = text.substr(std::min<size_t>(offset, text.size()));
    done(LogPiece{rest, static_cast<int64_t>(text.size()), !has_ended});
  }

  std::string printed[2] = {"one\ntwo\n", "a warning\n"};
  bool has_ended = false;
  int64_t ended_millis = 0;
  std::string stopped;
  bool is_drained = false;
  v1::ClusterStatus cluster;

 private:
  ExecutableCache cache_{"/nowhere"};
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_SERVE_FAKE_HOST_H_
