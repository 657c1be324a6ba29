// A log with partitions keeps the promises of every source: what Kafka needs is there.
#include "engine/source/batch_source_contract.h"

#include "engine/source/fake_partitioned_log.h"

namespace sluice {
namespace {

class LogWorld : public SourceWorld {
 public:
  LogWorld() { log_->partitions.resize(2); }
  std::unique_ptr<BatchSource> MakeSource() override { return std::make_unique<FakePartitionedLog>(log_); }
  void Put(const std::vector<std::string>& rows, absl::Time) override {
    for (size_t i = 0; i < rows.size(); ++i) log_->partitions[i % 2].rows.push_back(rows[i]);
  }

 private:
  const std::shared_ptr<PartitionedLog> log_ = std::make_shared<PartitionedLog>();
};

INSTANTIATE_TEST_SUITE_P(PartitionedLog, BatchSourceContract, testing::Values(&NewWorld<LogWorld>));

}  // namespace
}  // namespace sluice
