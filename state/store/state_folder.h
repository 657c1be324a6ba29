#ifndef SLUICE_STATE_STORE_STATE_FOLDER_H_
#define SLUICE_STATE_STORE_STATE_FOLDER_H_

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/base/buffer.h"
#include "common/fs/files.h"
#include "state/store/state_file.h"
#include "state/store/state_version.h"

namespace sluice {

// The changes from one version to another: one file, or parts whose writer had a nonce.
struct StateChanges {
  int64_t from = 0;
  uint64_t nonce = 0;
  int parts = 0;  // 0: one file.
};

// What a folder says it holds, by names alone.
struct StateFolderContents {
  std::map<int64_t, StateChanges> changes;  // Whole ones, by the version that they lead to.
  std::map<int64_t, int> snapshots;         // Whole ones: version -> number of parts.
  // Of snapshots whose last part is there the first file that is not: somebody else has removed it.
  std::map<int64_t, std::string> missing;
};

// How to get to a version: the snapshot, or kNoStateVersion, and the versions after it in order.
struct StateChain {
  int64_t snapshot = kNoStateVersion;
  std::vector<int64_t> versions;
};
// NOT_FOUND names the change file that is missing. Snapshots in `unusable` are passed by.
absl::StatusOr<StateChain> FindChain(const StateFolderContents& contents, int64_t version,
                                     const std::set<int64_t>& unusable);

// The files of one (operator, partition), see state_file.md. Only this class knows their names. Thread-safe; any number
// of processes may use a folder at once, as each file is published whole and the same version has the same contents.
class StateFolder {
 public:
  // `files` outlives it.
  StateFolder(Files& files, std::string path) : files_(files), path_(std::move(path)) {}

  const std::string& path() const { return path_; }
  // What is published goes by way of it from now on (Files::PublishThrough), so that it ends with the right to do so.
  // Empty: it goes by no way.
  void set_door(std::string door) { door_ = std::move(door); }
  // RemoveOld leaves what is needed to open the last version that is not after this, and those after it.
  void set_kept(int64_t version) { kept_ = version; }
  absl::Status Make() const { return files_.MakeFolder(path_); }
  // Nothing, if there is no such folder.
  absl::StatusOr<StateFolderContents> List() const;

  absl::Status PublishChanges(int64_t from, int64_t to, StateFileWriter& changes) const;
  // The same in parts, for more than kStatePartBytes. Parts with another nonce do not get in the way.
  struct ChangesPart {
    int64_t from = 0, to = 0;
    uint64_t nonce = 0;
    int part = 0;
  };
  absl::Status PublishChangesPart(const ChangesPart& part, bool is_last, StateFileWriter& changes) const;
  absl::Status PublishPart(int64_t version, uint64_t nonce, int part, bool is_last, StateFileWriter& records) const;

  // Every record in order, up to kRecordBatch at a time. DATA_LOSS: see StateFileReader.
  static constexpr int kRecordBatch = 64;
  using Take = std::function<absl::Status(absl::Span<const StateRecord>)>;
  enum class Order { kFirstToLast, kLastToFirst };
  absl::Status ReadChanges(int64_t to, const StateChanges& changes, const Take& take,
                           Order order = Order::kFirstToLast) const;
  absl::Status ReadSnapshot(int64_t version, int parts, const Take& take) const;

  // Removes what is not needed to open the newest `versions` versions, even if the snapshot they begin with is damaged.
  absl::Status RemoveOld(int versions) const;

 private:
  absl::Status Remove(const std::string& path) const;
  std::string ChangesPath(int64_t from, int64_t to) const;
  std::string ChangesPartPath(const ChangesPart& part, bool is_last) const;
  std::string PartPath(int64_t version, int part, bool is_last) const;
  absl::StatusOr<StateFileReader> OpenFile(const std::string& path, StateFileHeader::Kind kind, int64_t to) const;
  absl::Status ReadChangesPart(int64_t to, const StateChanges& changes, int part, const Take& take, Order order) const;

  absl::Status Publish(const std::string& path, const Buffer& file) const;

  Files& files_;
  const std::string path_;
  std::string door_;
  int64_t kept_ = std::numeric_limits<int64_t>::max();
};

}  // namespace sluice

#endif  // SLUICE_STATE_STORE_STATE_FOLDER_H_
