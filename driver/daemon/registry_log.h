#ifndef SLUICE_DRIVER_DAEMON_REGISTRY_LOG_H_
#define SLUICE_DRIVER_DAEMON_REGISTRY_LOG_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/record_log/record_log.h"
#include "driver/daemon/registry.h"

namespace sluice {

// Where changes of the registry are written before they are made.
class RegistryJournal {
 public:
  virtual ~RegistryJournal() = default;
  // An error: it is not written, and is not to be made.
  virtual absl::Status Write(const RegistryUpdate& update) = 0;
  // Of an update that is made in any case. An error: it is owed, and is written before whatever comes next.
  virtual absl::Status Note(const RegistryUpdate& update) = 0;
};

// One record each, a serialized RegistryUpdateProto.
std::string Encode(const RegistryUpdate& update);
absl::StatusOr<RegistryUpdate> Decode(std::string_view record);

// The journal as a record log on disk. It is written anew, as short as it can be, whenever it has become twice as long
// as that. Not thread-safe.
class RegistryLog : public RegistryJournal {
 public:
  struct Opened {
    std::unique_ptr<RegistryLog> log;
    Registry registry;
    int64_t torn_bytes = 0;
  };
  // Replays the log at `path`, makes it unless it exists, and forgets all but the newest `ended_kept` ended
  // applications. Errors of ReadRecordLog, and DATA_LOSS when a record does not fit those before it; all name what and
  // where.
  static absl::StatusOr<Opened> Open(Files& files, const std::string& path, int ended_kept);

  absl::Status Write(const RegistryUpdate& update) override;
  absl::Status Note(const RegistryUpdate& update) override;

 private:
  RegistryLog(Files& files, std::string path) : files_(files), path_(std::move(path)) {}
  absl::StatusOr<RecordLogContents> OpenWriter();
  absl::Status Append(const std::vector<RegistryUpdate>& updates);
  absl::Status ShortenIfLong();
  absl::Status PublishShort();

  Files& files_;
  const std::string path_;
  std::unique_ptr<RecordLogWriter> writer_;  // Null: it could not be opened after the log was written anew.
  Registry registry_;                        // What the log says.
  int64_t long_bytes_ = 0;                   // Then it is written anew.
  std::vector<RegistryUpdate> owed_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_DAEMON_REGISTRY_LOG_H_
