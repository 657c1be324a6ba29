#ifndef SLUICE_ENGINE_SOURCE_FAKE_PARTITIONED_LOG_H_
#define SLUICE_ENGINE_SOURCE_FAKE_PARTITIONED_LOG_H_

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/source/batch_source.h"

namespace sluice {

// A server that keeps what is written to its partitions, as Kafka does. What was deleted of one is at its beginning.
struct PartitionedLog {
  struct Partition {
    int64_t begin = 0;
    std::vector<std::string> rows;  // The first one has the offset `begin`.
    int64_t end() const { return begin + static_cast<int64_t>(rows.size()); }
  };
  std::vector<Partition> partitions;
  std::string committed;  // Where its readers were last.
  absl::Status answer;    // Whoever asks how far its partitions are gets it.
};

// What a source of such a server needs of BatchSource. Offsets say how far each partition was read: {"0":23,"1":5}. Its
// RDDs are FakeRdds.
class FakePartitionedLog : public BatchSource {
 public:
  struct Options {
    bool from_latest = false;  // What was there before the stream is not read.
    int64_t partition_rows_max = std::numeric_limits<int64_t>::max();
  };
  explicit FakePartitionedLog(std::shared_ptr<PartitionedLog> log) : FakePartitionedLog(std::move(log), Options()) {}
  FakePartitionedLog(std::shared_ptr<PartitionedLog> log, const Options& options)
      : log_(std::move(log)), options_(options) {}

  absl::StatusOr<Offset> Initial() override;
  absl::StatusOr<Offset> Latest(const Offset& after, const ReadLimit& limit) override;
  absl::StatusOr<PlannedRange> Plan(const OffsetRange& range) override;
  absl::Status Commit(const Offset& until) override;
  absl::Status EndAt(absl::Time now) override;
  bool arrives() const override { return true; }
  std::string Save() const override { return ""; }
  absl::Status Restore(std::string_view) override { return absl::OkStatus(); }

 private:
  std::vector<int64_t> Ends() const;

  const std::shared_ptr<PartitionedLog> log_;
  const Options options_;
  std::vector<int64_t> last_;  // Where a run ends that is to end; else empty.
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_SOURCE_FAKE_PARTITIONED_LOG_H_
