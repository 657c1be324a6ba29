#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "bench/steps/step.h"
#include "common/actor/runtime.h"
#include "common/base/check.h"
#include "common/base/file_descriptor.h"
#include "common/base/str_cat.h"
#include "common/fs/temporary_folder.h"
#include "driver/block_master/block_log_file.h"
#include "state/received/received_log_files.h"
#include "state/received/received_log_writer.h"

namespace sluice {
namespace {

constexpr DriverLife kLife(1);
const StreamId kStream(kLife, 0);

BlockId Input(int64_t sequence) { return BlockId::Input(kStream, Epoch(kLife, 1), sequence); }

// Appends to a file and syncs it: the least that a log has to do.
class BareWriter {
 public:
  explicit BareWriter(const std::string& path) : file_(open(path.c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600)) {}
  void Write(std::string_view bytes) {
    SLUICE_CHECK(write(file_.number(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    SLUICE_CHECK(fdatasync(file_.number()) == 0);
  }

 private:
  const FileDescriptor file_;
};

std::vector<PlaceInLog> LogBlocks(const Buffers& blocks, const std::string& folder) {
  auto writer = *ReceivedLogWriter::Open(LocalFiles(), {{.folder = folder}, kStream, Epoch(kLife, 1)});
  std::vector<PlaceInLog> places;
  for (size_t i = 0; i < blocks.size(); ++i) {
    const BlockInfo info{.records = 1, .bytes = static_cast<int64_t>(blocks[i].size()), .interval_number = 1};
    places.push_back(*writer->Append(Input(static_cast<int64_t>(i)), info, {blocks[i]}));
    SLUICE_CHECK(writer->Commit().ok());
  }
  return places;
}

void CheckLog(const Buffers& blocks, const std::string& folder, const std::vector<PlaceInLog>& places) {
  for (size_t i = 0; i < blocks.size(); ++i) {
    const auto read =
        ReadLoggedBlock(LocalFiles(), ReceivedLogNames(folder), Input(static_cast<int64_t>(i)), places[i]);
    SLUICE_CHECK(read.ok() && Join(*read) == blocks[i].view());
  }
}

constexpr int kBatches = 200;
constexpr int kBlocksOfBatch = 10;

// What a batch of some blocks adds, and waits for.
void LogBatch(BlockLog& log, int64_t batch) {
  AssignBatch assigned{.batch = {RunId(1), BatchTime(1000 * batch)}, .blocks = {}};
  for (int64_t i = 0; i < kBlocksOfBatch; ++i) {
    const BlockId id = Input(kBlocksOfBatch * (batch - 1) + i);
    SLUICE_CHECK(log.Append(AddBlock{id, {.records = 1, .bytes = 100, .interval_number = 1}, ExecutorId(1)}).ok());
    assigned.blocks.push_back(id);
  }
  SLUICE_CHECK(log.Append(assigned).ok());
  SLUICE_CHECK(log.Commit().ok());
}

BlockLogFile::Opened OpenLog(const std::string& folder, DriverLife life) {
  return *BlockLogFile::Open(
      ThreadRuntime(), LocalFiles(),
      {.folder = folder, .owner = {ApplicationId("bench"), life}, .goes_on = true, .streams = {kStream}});
}

double Median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
  return values[values.size() / 2];
}

}  // namespace

void ReceivedLogStep() {
  const Buffers blocks = StepBlocks();
  const TemporaryFolder folder = *TemporaryFolder::Create("bench");
  int run = 0;
  const Cost logged = BestCostOf([&] {
    const std::string log = StrCat(folder.path(), "/log", run++);
    std::vector<PlaceInLog> places;
    const Cost cost = CostOf([&] { places = LogBlocks(blocks, log); });
    CheckLog(blocks, log, places);
    return cost;
  });
  const Cost bare = BestCostOf([&] {
    BareWriter writer(StrCat(folder.path(), "/bare", run++));
    return CostOf([&] {
      for (const Buffer& block : blocks) writer.Write(block.view());
    });
  });
  PrintStep(kStepLines, logged, bare);
  std::printf("result share_of_bare=%.3f\n", bare.seconds / logged.seconds);
}

// Batches and bare writes take turns, as the speed of a disk drifts.
void BlockLogStep() {
  const TemporaryFolder folder = *TemporaryFolder::Create("bench");
  BareWriter bare(folder.path() + "/bare");
  const std::string same_bytes(60 * kBlocksOfBatch, 'x');
  std::vector<double> batches, syncs;
  {
    const BlockLogFile::Opened opened = OpenLog(folder.path(), kLife);
    for (int64_t batch = 1; batch <= kBatches; ++batch) {
      batches.push_back(CostOf([&] { LogBatch(*opened.run.log, batch); }).seconds * 1e3);
      syncs.push_back(CostOf([&] { bare.Write(same_bytes); }).seconds * 1e3);
    }
  }
  SLUICE_CHECK(OpenLog(folder.path(), DriverLife(2)).run.image.last_assigned == BatchTime(1000 * kBatches));
  std::printf("result batch_ms=%.3f fsync_ms=%.3f more_ms=%.3f\n", Median(batches), Median(syncs),
              Median(batches) - Median(syncs));
}

}  // namespace sluice
