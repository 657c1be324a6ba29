// What an input has of a batch that a stop has saved: the rows and the blocks of a later run, or rows that have them
// all.
#include "engine/dstream/received_input.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "common/base/status_matchers.h"
#include "common/fs/memory_files.h"
#include "engine/lineage/local_job_runner.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

constexpr char kFolder[] = "/checkpoint/unfinished/0";
constexpr BatchTime kBatch(1000);

class ReceivedInputTest : public testing::Test {
 protected:
  ReceivedInputTest() {
    RddFiles files;
    files.load = [this](const std::string&) { return saved_; };
    files.unite = [this](const Rdd&, const Rdd&) { return both_; };
    input_.emplace(InputStreamSpec(), OperatorRef(), files);
  }
  // Saved by the holder of the lease with that token.
  void PutSaved(int64_t token) {
    const SavedBatchName saved{.batch = kBatch, .token = token, .parts = 1};
    for (const std::string& name : saved.Files()) {
      const std::string folder = std::string(kFolder) + "/" + saved.ToString();
      ASSERT_THAT(files_->MakeFolder(folder), IsOk());
      ASSERT_THAT(files_->Publish(folder + "/" + name, ""), IsOk());
    }
  }
  void GoOn() { ASSERT_THAT(input_->SaveIn({files_, kFolder, /*token=*/9}, /*goes_on=*/true), IsOk()); }
  Rdd RddOf(InputBlocks blocks) { return *input_->RddOf(jobs_, kBatch, std::move(blocks)); }

  const InputBlocks blocks_ = {{BlockId::Input(StreamId(0), Epoch(1), 0)}};
  const Rdd saved_ = std::make_shared<RddNode>(), both_ = std::make_shared<RddNode>();
  const std::shared_ptr<MemoryFiles> files_ = std::make_shared<MemoryFiles>();
  LocalJobRunner jobs_;
  std::optional<ReceivedInput> input_;
};

TEST_F(ReceivedInputTest, WhatWasSavedBeforeTheLogBeganComesBesideItsBlocks) {
  PutSaved(/*token=*/4);
  GoOn();
  EXPECT_EQ(RddOf(blocks_), both_) << "there is no log";
  input_->SetLogBegun(5);
  EXPECT_EQ(RddOf(blocks_), both_);
  EXPECT_EQ(RddOf({}), saved_);
}

TEST_F(ReceivedInputTest, WhatWasSavedSinceHasTheBlocksThatTheLogStillHas) {
  PutSaved(/*token=*/4);
  PutSaved(/*token=*/5);
  GoOn();
  input_->SetLogBegun(5);
  EXPECT_EQ(RddOf(blocks_), saved_);
}

TEST_F(ReceivedInputTest, WhatWasNotSavedToItsEndIsInItsBlocksAlone) {
  PutSaved(/*token=*/5);
  ASSERT_THAT(files_->Remove(std::string(kFolder) + "/1000-5-1/" + SavedBatchName::kWhole), IsOk());
  GoOn();
  input_->SetLogBegun(5);
  EXPECT_EQ(RddOf(blocks_)->partitions, 1) << "neither what was saved nor both has any";
}

}  // namespace
}  // namespace sluice
