#ifndef SLUICE_ENGINE_DSTREAM_GRAPH_SIGNATURE_H_
#define SLUICE_ENGINE_DSTREAM_GRAPH_SIGNATURE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace sluice {

// What a later run of a program has to know of one of its streams; `state_type` names the types of keys and values.
// Codable.
struct StreamSignature {
  std::string operation;
  int64_t slide_millis = 0;
  std::string state;  // StateIdentity::name; empty: it has none.
  std::string state_type;

  bool operator==(const StreamSignature&) const = default;
};

// What a later run has to know of the graph: all are in the order in which they were made. Codable.
struct GraphSignature {
  int64_t interval_millis = 0;
  std::vector<std::string> inputs;
  std::vector<StreamSignature> streams;
  std::vector<std::string> outputs;
};

// Each difference for people, who read what the checkpoint has and what the program has; empty: there is none.
std::string DifferencesOf(const GraphSignature& checkpoint, const GraphSignature& program);
// Of the states that both have under one name: the operator or the type is another one, so it cannot be gone on with.
std::string StateDifferencesOf(const GraphSignature& checkpoint, const GraphSignature& program);
// Streams with state that a changed program would not find again, since they have no uid; empty: there are none.
std::string StatesWithoutUid(const GraphSignature& graph);

// What a program may not change that has states without uid.
uint64_t FingerprintOf(const GraphSignature& graph);
// FAILED_PRECONDITION: the program cannot go on from there; the error says what either has and what to do.
// `has_changed`: their fingerprints differ.
absl::Status CheckGoesOn(const GraphSignature& checkpoint, const GraphSignature& program, bool has_changed);

}  // namespace sluice

#endif  // SLUICE_ENGINE_DSTREAM_GRAPH_SIGNATURE_H_
