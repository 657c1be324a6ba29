#ifndef SLUICE_ENGINE_SOURCE_BATCH_SOURCE_CONTRACT_H_
#define SLUICE_ENGINE_SOURCE_BATCH_SOURCE_CONTRACT_H_

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/source/batch_source.h"
#include "gtest/gtest.h"

namespace sluice {

// What a source reads from, in its test. Its RDDs are FakeRdds.
class SourceWorld {
 public:
  virtual ~SourceWorld() = default;
  // A source of this world, as one run of a program makes it, and the next run again.
  virtual std::unique_ptr<BatchSource> MakeSource() = 0;
  // Puts rows in, behind those of earlier calls. They come at `time`.
  virtual void Put(const std::vector<std::string>& rows, absl::Time time) = 0;
  // False: Restore refuses, as what it reads from ends with a run.
  virtual bool goes_on_in_later_runs() const { return true; }
};

// The promises of batch_source.h, kept by every source. The test of a source runs them in its world:
//
//   INSTANTIATE_TEST_SUITE_P(Queue, BatchSourceContract, testing::Values(&NewWorld<QueueWorld>));
class BatchSourceContract : public testing::TestWithParam<std::unique_ptr<SourceWorld> (*)()> {
 protected:
  // Rows that come before the next batch.
  void Put(const std::vector<std::string>& rows) { world_->Put(rows, now_ + absl::Milliseconds(500)); }
  // The next batch, a second later, and its rows.
  OffsetRange NextRange(int64_t rows_max = std::numeric_limits<int64_t>::max());
  std::vector<std::string> NextRows() { return RowsOf(NextRange()); }
  std::vector<std::string> RowsOf(const OffsetRange& range);

  const std::unique_ptr<SourceWorld> world_ = GetParam()();
  std::unique_ptr<BatchSource> source_ = world_->MakeSource();
  absl::Time now_ = absl::FromUnixSeconds(1000);
  std::optional<Offset> read_until_;
};

template <class World>
std::unique_ptr<SourceWorld> NewWorld() {
  return std::make_unique<World>();
}

}  // namespace sluice

#endif  // SLUICE_ENGINE_SOURCE_BATCH_SOURCE_CONTRACT_H_
