#ifndef SLUICE_DRIVER_SERVE_CLUSTER_HOST_H_
#define SLUICE_DRIVER_SERVE_CLUSTER_HOST_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/ids.h"
#include "common/process/executable_cache.h"
#include "proto/submit.pb.h"

namespace sluice {

// Which file of which process.
struct LogPlace {
  ApplicationId application;
  int executor = kDriver;
  bool error_stream = false;

  static constexpr int kDriver = -1;
};

struct LogPiece {
  std::string bytes;
  int64_t next_offset = 0;
  bool running = false;  // The process was running before the bytes were read: more may come.
};

inline constexpr int64_t kLogPieceBytesMax = 256 << 10;

// What the command line can ask the cluster for; the daemon implements it. Called in its mailbox only.
class ClusterHost {
 public:
  virtual ~ClusterHost() = default;
  virtual ExecutableCache& executables() = 0;
  // REQUIRES: its executable is in the cache.
  virtual absl::StatusOr<ApplicationId> Submit(const v1::Submission& submission) = 0;
  // NOT_FOUND: no such application. FAILED_PRECONDITION: it has ended.
  virtual absl::Status Stop(const ApplicationId& id, const std::string& reason) = 0;
  virtual absl::Status Kill(const ApplicationId& id, bool graceful) = 0;
  // NOT_FOUND: nobody knows the worker; the message names those that are known.
  virtual absl::Status SetDrained(const WorkerId& id, bool drained) = 0;
  // NOT_FOUND: no such application.
  virtual absl::StatusOr<v1::ApplicationInfo> Find(const ApplicationId& id) = 0;
  virtual v1::ClusterStatus Describe() = 0;
  // What users of the application were told, from the `from`-th on.
  virtual std::vector<std::string> Notices(const ApplicationId& id, size_t from) = 0;
  // `done` is called once in the mailbox, perhaps before this returns.
  virtual void ReadLog(const LogPlace& place, int64_t offset, std::function<void(absl::StatusOr<LogPiece>)> done) = 0;
};

inline bool HasEnded(const v1::ApplicationInfo& application) { return application.ended_millis() != 0; }

}  // namespace sluice

#endif  // SLUICE_DRIVER_SERVE_CLUSTER_HOST_H_
