#include <cstring>
#include <memory>
#include <vector>

#include "bench/steps/step.h"
#include "common/base/check.h"
#include "engine/source/block_builder.h"
#include "worker/block/block_store.h"

namespace sluice {
namespace {

constexpr size_t kReadBytes = 256 << 10;  // As a busy socket gives them.

// Cuts the text into blocks and keeps them until they have been read once.
int64_t KeepBlocks(BlockBuilder& builder, BlockStore& store) {
  std::string_view rest = StepText().view();
  int64_t sequence = 0, records = 0;
  auto keep = [&](std::optional<SealedBlock> block) {
    if (!block) return;
    const BlockId id = BlockId::Input(StreamId(1), Epoch(1), sequence++);
    records += block->info.records;
    SLUICE_CHECK(store.Put(id, {std::move(block->data)}).ok());
  };
  while (!rest.empty()) {
    const absl::Span<char> space = builder.Space();
    const size_t bytes = std::min({space.size(), rest.size(), kReadBytes});
    std::memcpy(space.data(), rest.data(), bytes);
    rest.remove_prefix(bytes);
    keep(builder.Commit(bytes));
  }
  keep(builder.SealEnd());
  for (int64_t i = 0; i < sequence; ++i) {
    const BlockId id = BlockId::Input(StreamId(1), Epoch(1), i);
    SLUICE_CHECK(store.Get(id).ok());
    store.Remove(id);
  }
  return records;
}

void CopyText(char* to) {
  std::memcpy(to, StepText().data(), StepText().size());
  asm volatile("" : : "r"(to) : "memory");  // Not to be left out.
}

}  // namespace

void BlockStep() {
  BlockStore store({});
  BlockBuilder builder({}, BufferPool::Make());
  std::vector<char> copy(StepText().size());
  const Cost kept = BestCostOf([&] { return CostOf([&] { SLUICE_CHECK(KeepBlocks(builder, store) == kStepLines); }); });
  PrintStep(kStepLines, kept, BestCostOf([&] { return CostOf([&] { CopyText(copy.data()); }); }));
}

}  // namespace sluice
