#include "driver/block_master/source_positions.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace sluice {
namespace {

std::set<BlockId>& UnassignedOf(StreamId stream, BlockTable& table) {
  return table.runs.at(table.streams.at(stream)).unassigned;
}

// It is as if it had never come.
void Drop(const BlockId& id, BlockTable& table) {
  const BlockState block = table.blocks.at(id);
  for (ExecutorId holder : block.holders) table.dropped.push_back({id, holder});
  table.seen.at({id.stream(), id.epoch()}).records -= block.info.records;
  table.totals.received -= block.info.records;
  if (block.replicated) table.totals.replicated -= block.info.records;
  table.totals.repeated += block.info.records;
  UnassignedOf(id.stream(), table).erase(id);
  table.blocks.erase(id);
}

// What former starts have stored of this part from there on, and no batch has, gives way. Returns where that begins.
int64_t GiveWay(const BlockId& id, const SourcePosition& position, int64_t stored_until, BlockTable& table) {
  std::vector<BlockId> former;
  for (const BlockId& other : UnassignedOf(id.stream(), table)) {
    const std::optional<SourcePosition>& known = table.blocks.at(other).info.position;
    const bool is_former = other.stream() == id.stream() && other.epoch() < id.epoch();
    if (!is_former || !known.has_value() || known->part != position.part || known->first < position.first) continue;
    if (HadTurn(other, table)) stored_until = std::min(stored_until, known->first);
    former.push_back(other);
  }
  for (const BlockId& other : former) Drop(other, table);
  return stored_until;
}

// Where a start of a receiver begins with a part of its source, it says what it leaves out.
void NotePassedOver(const BlockId& id, const SourcePosition& position, BlockTable& table) {
  if (!table.seen.at({id.stream(), id.epoch()}).parts.insert(position.part).second) return;
  const SafePositions& stored = table.positions[id.stream()];
  const auto known = stored.find(position.part);
  const int64_t from = known == stored.end() ? 0 : known->second;
  if (from < position.first) table.passed_over[id.stream()][position.part][from] = {position.first, id.epoch()};
}

// The range that the whole of `position` is in; null: none that a later start than that of `id` has passed over.
const std::pair<const int64_t, PassedRange>* FindPassedOver(const BlockId& id, const SourcePosition& position,
                                                            const BlockTable& table) {
  const auto of_stream = table.passed_over.find(id.stream());
  if (of_stream == table.passed_over.end()) return nullptr;
  const auto ranges = of_stream->second.find(position.part);
  if (ranges == of_stream->second.end()) return nullptr;
  const auto after = ranges->second.upper_bound(position.first);
  if (after == ranges->second.begin()) return nullptr;
  const auto& range = *std::prev(after);
  return position.end <= range.second.end && id.epoch() < range.second.by ? &range : nullptr;
}

void TakeTurn(const BlockId& id, BlockTable& table) {
  const auto found = table.blocks.find(id);
  if (found == table.blocks.end() || !found->second.info.position.has_value()) return;
  const SourcePosition position = *found->second.info.position;
  NotePassedOver(id, position, table);
  int64_t& until = table.positions[id.stream()].try_emplace(position.part, position.first).first->second;
  if (position.first < until) until = GiveWay(id, position, until, table);
  if (position.first < until) return Drop(id, table);
  until = position.end;
}

}  // namespace

void TakeTurns(StreamId stream, Epoch epoch, int64_t first, int64_t end, BlockTable& table) {
  for (int64_t number = first; number < end; ++number) TakeTurn(BlockId::Input(stream, epoch, number), table);
}

bool HadTurn(const BlockId& id, const BlockTable& table) {
  if (!table.blocks.at(id).info.position.has_value()) return true;
  return id.number < table.seen.at({id.stream(), id.epoch()}).blocks.FirstMissing();
}

LateBlock FateOf(const BlockId& id, const SourcePosition& position, const BlockTable& table) {
  if (FindPassedOver(id, position, table) != nullptr) return LateBlock::kPassedOver;
  const auto stored = table.positions.find(id.stream());
  if (stored == table.positions.end()) return LateBlock::kUndecided;
  const auto until = stored->second.find(position.part);
  const bool is_decided = until != stored->second.end() && position.first < until->second;
  return is_decided ? LateBlock::kReadAgain : LateBlock::kUndecided;
}

bool TakePassedOver(const BlockId& id, const SourcePosition& position, BlockTable& table) {
  const auto* found = FindPassedOver(id, position, table);
  if (found == nullptr) return false;
  const auto [first, range] = *found;
  std::map<int64_t, PassedRange>& ranges = table.passed_over.at(id.stream()).at(position.part);
  ranges.erase(first);
  if (first < position.first) ranges[first] = {position.first, range.by};
  if (position.end < range.end) ranges[position.end] = range;
  return true;
}

SafePositions ResumePositions(StreamId stream, const BlockTable& table) {
  const auto stored = table.positions.find(stream);
  SafePositions positions = stored == table.positions.end() ? SafePositions() : stored->second;
  const auto run = table.streams.find(stream);
  const BlockTable::Run* known = run == table.streams.end() ? nullptr : table.FindRun(run->second);
  if (known == nullptr) return positions;
  for (const BlockId& id : known->unassigned) {
    const BlockState& block = table.blocks.at(id);
    if (id.stream() != stream || !block.info.position.has_value()) continue;
    if (block.is_there() && HadTurn(id, table)) continue;
    const SourcePosition& position = *block.info.position;
    int64_t& until = positions.try_emplace(position.part, position.first).first->second;
    until = std::min(until, position.first);
  }
  return positions;
}

}  // namespace sluice
