#include "driver/job/map_output_table.h"

#include <algorithm>
#include <limits>

namespace sluice {

void MapOutputTable::Open(ShuffleId shuffle, int maps, int reducers) {
  shuffles_.try_emplace(shuffle, Shuffle{reducers, maps, std::vector<Output>(maps)});
}

std::set<ExecutorId> MapOutputTable::Close(ShuffleId shuffle) {
  std::set<ExecutorId> holders;
  auto found = shuffles_.find(shuffle);
  if (found == shuffles_.end()) return holders;
  for (const Output& output : found->second.outputs) {
    if (output.holder.has_value()) holders.insert(*output.holder);
  }
  shuffles_.erase(found);
  return holders;
}

bool MapOutputTable::Add(ShuffleId shuffle, int map, ExecutorId holder, absl::Span<const int64_t> bytes) {
  auto found = shuffles_.find(shuffle);
  if (found == shuffles_.end()) return false;
  Shuffle& entry = found->second;
  if (map < 0 || map >= static_cast<int>(entry.outputs.size()) || static_cast<int>(bytes.size()) != entry.reducers) {
    return false;
  }
  Output& output = entry.outputs[map];
  if (output.holder.has_value()) return false;
  output.holder = holder;
  output.reducer_bytes.reserve(bytes.size());
  for (int64_t b : bytes) {
    output.reducer_bytes.push_back(std::clamp<int64_t>(b, 0, std::numeric_limits<uint32_t>::max()));
  }
  --entry.missing;
  return true;
}

void MapOutputTable::Clear(Shuffle& shuffle, Output& output) {
  output = Output();
  ++shuffle.missing;
}

bool MapOutputTable::Drop(ShuffleId shuffle, int map, ExecutorId holder) {
  auto found = shuffles_.find(shuffle);
  if (found == shuffles_.end() || map < 0 || map >= static_cast<int>(found->second.outputs.size())) return false;
  Output& output = found->second.outputs[map];
  if (output.holder != holder) return false;
  Clear(found->second, output);
  return true;
}

const MapOutputTable::Output* MapOutputTable::Find(const MapOutputId& output) const {
  const auto found = shuffles_.find(output.shuffle);
  if (found == shuffles_.end()) return nullptr;
  const std::vector<Output>& outputs = found->second.outputs;
  return output.map >= 0 && output.map < static_cast<int>(outputs.size()) ? &outputs[output.map] : nullptr;
}

bool MapOutputTable::Move(const MapOutputId& output, ExecutorId from, ExecutorId to) {
  if (HolderOf(output) != from) return false;
  shuffles_.at(output.shuffle).outputs[output.map].holder = to;
  return true;
}

std::optional<ExecutorId> MapOutputTable::HolderOf(const MapOutputId& output) const {
  const Output* found = Find(output);
  return found == nullptr ? std::nullopt : found->holder;
}

std::vector<int64_t> MapOutputTable::BytesOf(const MapOutputId& output) const {
  const Output& found = *Find(output);
  return {found.reducer_bytes.begin(), found.reducer_bytes.end()};
}

std::vector<MapOutputId> MapOutputTable::HeldBy(ExecutorId executor) const {
  std::vector<MapOutputId> held;
  for (const auto& [id, shuffle] : shuffles_) {
    for (int map = 0; map < static_cast<int>(shuffle.outputs.size()); ++map) {
      if (shuffle.outputs[map].holder == executor) held.push_back({id, map});
    }
  }
  return held;
}

void MapOutputTable::DropHolder(ExecutorId holder) {
  for (auto& [id, shuffle] : shuffles_) {
    for (Output& output : shuffle.outputs) {
      if (output.holder == holder) Clear(shuffle, output);
    }
  }
}

bool MapOutputTable::HoldsAny(ExecutorId executor) const {
  auto is_there = [executor](const Output& output) { return output.holder == executor; };
  return std::any_of(shuffles_.begin(), shuffles_.end(), [&](const auto& entry) {
    return std::any_of(entry.second.outputs.begin(), entry.second.outputs.end(), is_there);
  });
}

bool MapOutputTable::Has(ShuffleId shuffle, int map) const {
  auto found = shuffles_.find(shuffle);
  return found != shuffles_.end() && found->second.outputs.at(map).holder.has_value();
}

bool MapOutputTable::IsComplete(ShuffleId shuffle) const {
  auto found = shuffles_.find(shuffle);
  return found != shuffles_.end() && found->second.missing == 0;
}

std::vector<int> MapOutputTable::Missing(ShuffleId shuffle) const {
  std::vector<int> missing;
  auto found = shuffles_.find(shuffle);
  if (found == shuffles_.end()) return missing;
  const std::vector<Output>& outputs = found->second.outputs;
  for (int map = 0; map < static_cast<int>(outputs.size()); ++map) {
    if (!outputs[map].holder.has_value()) missing.push_back(map);
  }
  return missing;
}

std::vector<std::optional<ExecutorId>> MapOutputTable::HoldersFor(ShuffleId shuffle, int reducer) const {
  std::vector<std::optional<ExecutorId>> holders;
  for (const Output& output : shuffles_.at(shuffle).outputs) {
    bool has_rows = output.holder.has_value() && output.reducer_bytes[reducer] > 0;
    holders.push_back(has_rows ? output.holder : std::nullopt);
  }
  return holders;
}

void MapOutputTable::AddBytesFor(ShuffleId shuffle, int reducer, std::map<ExecutorId, int64_t>& bytes) const {
  auto found = shuffles_.find(shuffle);
  if (found == shuffles_.end()) return;
  for (const Output& output : found->second.outputs) {
    if (output.holder.has_value() && output.reducer_bytes[reducer] > 0)
      bytes[*output.holder] += output.reducer_bytes[reducer];
  }
}

}  // namespace sluice
