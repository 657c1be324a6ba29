#ifndef SLUICE_TOOLS_CHECKPOINT_CHECKPOINT_VERIFIER_H_
#define SLUICE_TOOLS_CHECKPOINT_CHECKPOINT_VERIFIER_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/fs/file_system.h"
#include "engine/dstream/stream_checkpoint.h"
#include "proto/checkpoint.pb.h"
#include "tools/checkpoint/file_damage.h"
#include "tools/checkpoint/read_only_files.h"
#include "tools/checkpoint/state_survey.h"

namespace sluice {

// Looks for all that is wrong with a checkpoint directory: file by file, then for what should be there and is not.
class CheckpointVerifier {
 public:
  explicit CheckpointVerifier(ReadOnlyFiles& files) : files_(files) {}

  // Once. An error: the directory cannot be looked at.
  absl::Status Verify();
  const v1::CheckpointVerdict& verdict() const { return verdict_; }

 private:
  void CheckFile(const FoundFile& file);
  absl::Status ForgetRemovedCheckpoints();
  void AddDamage(const std::string& path, const FileDamage& damage);
  void AddMissing(const std::string& path, const std::string& text);
  // No program starts without this file.
  void AddRefused(const std::string& path, const std::string& text);
  void AddFinding(v1::CheckpointFinding finding);

  void CheckSavedBatches();
  void CheckWholeBatches(const std::string& folder, const std::set<int64_t>& batches);
  // What the newest checkpoint that is whole says of others.
  absl::Status CheckAgainstNewest();
  void CheckLease(const StreamCheckpoint& newest);
  absl::Status CheckBlocks(const StreamCheckpoint& newest);
  void CheckState(const SurveyedState& state);
  // Whether the state can be opened as it was after this batch.
  bool CheckStateAt(const SurveyedState& state, int64_t batch);
  bool CheckPartitionAt(const SurveyedState& state, int partition, int64_t version);
  void Conclude();

  ReadOnlyFiles& files_;
  v1::CheckpointVerdict verdict_;
  bool knows_a_part_ = false;  // Something is there that belongs to a checkpoint.
  bool has_streams_ = false;   // It is that of a streaming program.
  bool is_refused_ = false;
  std::set<int64_t> checkpoints_;
  std::map<int64_t, StreamCheckpoint> whole_checkpoints_;
  std::set<std::string> broken_;                        // Paths of files that are not whole.
  std::set<std::string> missing_;                       // Each is told once.
  std::set<int64_t> leases_;                            // Tokens that are there.
  std::map<std::string, std::set<std::string>> saved_;  // Folders of object files, with the names in them.
  std::set<int64_t> lost_states_;                       // Batches after which some state cannot be opened.
};

}  // namespace sluice

#endif  // SLUICE_TOOLS_CHECKPOINT_CHECKPOINT_VERIFIER_H_
