#ifndef SLUICE_ENGINE_STATE_STATE_TRANSITION_H_
#define SLUICE_ENGINE_STATE_STATE_TRANSITION_H_

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/buffer.h"
#include "common/codec/codec.h"
#include "engine/rows/keyed/key_bytes.h"
#include "engine/task/task_context.h"
#include "state/store/open_state.h"
#include "state/store/state_version.h"

namespace sluice {

// Whose state a task changes, and from which version to which. Codable.
struct StateTransition {
  std::string operator_folder;  // Each partition has a folder in it.
  int64_t from = kNoStateVersion;
  int64_t to = 0;
  int32_t partitions = 0;
  StateTerms terms;
};

// The partition's state at `transition.from`. FAILED_PRECONDITION: this process has no stores.
absl::StatusOr<OpenState> OpenPartition(const StateTransition& transition, int partition, TaskContext& context);

// What a task leaves behind that has rows for its own partition only, as a kept RDD has: of `segments` segments those
// with the numbers of `rows`.
struct OwnSegment {
  int number;
  Writer* rows;
};
std::vector<Buffers> OwnSegments(int segments, std::initializer_list<OwnSegment> own);

absl::Status DamagedState(const StateTransition& transition, int partition, const StateEntry& entry);

// Writes a key as its Codec does, from the bytes it is known by.
template <class K>
void EncodeKey(std::string_view bytes, Writer& out) {
  if constexpr (kIsText<K>) {
    EncodeTo(out, bytes);
  } else {
    out.PutBytes(bytes.data(), bytes.size());
  }
}

}  // namespace sluice

#endif  // SLUICE_ENGINE_STATE_STATE_TRANSITION_H_
