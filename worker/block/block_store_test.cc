#include "worker/block/block_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "common/base/status_matchers.h"
#include "worker/block/block_file.h"

namespace sluice {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

BlockId Input(int64_t sequence) { return BlockId::Input(StreamId(1), Epoch(1), sequence); }

Buffers Bytes(size_t count, char fill = 'x') { return {Buffer::FromString(std::string(count, fill))}; }

class BlockStoreTest : public ::testing::Test {
 protected:
  ~BlockStoreTest() override { std::filesystem::remove_all(folder_); }

  BlockStoreOptions Options(int64_t memory, int64_t disk) {
    return {.memory_bytes_max = memory, .disk_bytes_max = disk, .disk_folder = folder_};
  }
  std::vector<std::string> Files() {
    std::vector<std::string> files;
    if (!std::filesystem::exists(folder_)) return files;
    for (const auto& file : std::filesystem::directory_iterator(folder_)) files.push_back(file.path().string());
    return files;
  }

  const std::string folder_ = ::testing::TempDir() + "block_store_test." + std::to_string(getpid());
};

TEST_F(BlockStoreTest, GivesBackTheSameBytesByPointer) {
  BlockStore store(Options(100, 0));
  Buffers data = Bytes(10);
  ASSERT_THAT(store.Put(Input(1), data), IsOk());
  EXPECT_EQ(store.Get(Input(1))->at(0).data(), data[0].data());
  EXPECT_EQ(store.GetFromMemory(Input(1))->value()[0].data(), data[0].data());
}

TEST_F(BlockStoreTest, RefusesASecondBlockOfTheSameName) {
  BlockStore store(Options(100, 0));
  ASSERT_THAT(store.Put(Input(1), Bytes(10, 'a')), IsOk());
  EXPECT_THAT(store.Put(Input(1), Bytes(10, 'b')), StatusIs(absl::StatusCode::kAlreadyExists));
  EXPECT_EQ(Join(*store.Get(Input(1))), std::string(10, 'a'));
}

TEST_F(BlockStoreTest, SaysWhichBlockIsNotHere) {
  BlockStore store(Options(100, 0));
  EXPECT_THAT(store.Get(Input(7)), StatusIs(absl::StatusCode::kNotFound, HasSubstr("input-1-1-7")));
}

TEST_F(BlockStoreTest, SpillsTheYoungestOfTheBiggestAndReadsItBack) {
  BlockStore store(Options(100, 1000));
  ASSERT_THAT(store.Put(Input(1), Bytes(40, 'a')), IsOk());
  ASSERT_THAT(store.Put(Input(2), Bytes(40, 'b')), IsOk());
  ASSERT_THAT(store.Put(Input(3), Bytes(3, 'c')), IsOk());
  ASSERT_THAT(store.Put(Input(4), Bytes(30, 'd')), IsOk());
  EXPECT_FALSE(store.GetFromMemory(Input(2))->has_value());
  EXPECT_TRUE(store.GetFromMemory(Input(1))->has_value());
  EXPECT_TRUE(store.GetFromMemory(Input(4))->has_value());
  EXPECT_EQ(Join(*store.Get(Input(2))), std::string(40, 'b'));
  EXPECT_EQ(store.usage().memory_bytes, 73);
  EXPECT_EQ(store.usage().disk_bytes, 40);
  EXPECT_EQ(store.usage().spilled_blocks, 1);
}

TEST_F(BlockStoreTest, BlockBiggerThanMemoryGoesStraightToDisk) {
  BlockStore store(Options(100, 1000));
  ASSERT_THAT(store.Put(Input(1), Bytes(10)), IsOk());
  ASSERT_THAT(store.Put(Input(2), {Bytes(100, 'a')[0], Bytes(50, 'b')[0]}), IsOk());
  EXPECT_TRUE(store.GetFromMemory(Input(1))->has_value());
  EXPECT_EQ(Join(*store.Get(Input(2))), std::string(100, 'a') + std::string(50, 'b'));
}

TEST_F(BlockStoreTest, OnlyReceivedBlocksMustFitAFrame) {
  BlockStore store({.memory_bytes_max = int64_t{1} << 30});
  const Buffers large(13, Buffer::FromString(std::string(16 << 20, 'x')));
  EXPECT_THAT(store.Put(Input(0), large), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("max=201326592")));
  EXPECT_THAT(store.Put(BlockId::Shuffle(ShuffleId(1), 0, 0), large), IsOk());
}

TEST_F(BlockStoreTest, RefusesWhenBothTiersAreFullAndTakesAgainOnceThereIsRoom) {
  BlockStore store(Options(100, 100));
  ASSERT_THAT(store.Put(Input(1), Bytes(90)), IsOk());
  ASSERT_THAT(store.Put(Input(2), Bytes(90)), IsOk());
  EXPECT_THAT(store.Put(Input(3), Bytes(90)),
              StatusIs(absl::StatusCode::kResourceExhausted,
                       AllOf(HasSubstr("input-1-1-3"), HasSubstr("disk used=90 max=100"))));
  EXPECT_EQ(store.usage().blocks, 2);
  store.Remove(Input(1));
  EXPECT_THAT(store.Put(Input(3), Bytes(90)), IsOk());
}

TEST_F(BlockStoreTest, ReceivedBlocksLeaveRoomForShuffles) {
  BlockStore store({.memory_bytes_max = 100, .input_share = 0.5});
  ASSERT_THAT(store.Put(Input(1), Bytes(50)), IsOk());
  EXPECT_THAT(store.Put(Input(2), Bytes(1)),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("max for received blocks=50")));
  EXPECT_THAT(store.Put(BlockId::Shuffle(ShuffleId(1), 0, 0), Bytes(50)), IsOk());
}

TEST_F(BlockStoreTest, ReceivedBlocksLeaveMemoryForShufflesThoughTheDiskIsUnusable) {
  std::ofstream(folder_) << "a file where the folder should be";
  BlockStoreOptions options = Options(100, 1'000'000);
  options.input_share = 0.75;
  BlockStore store(options);
  ASSERT_THAT(store.Put(Input(1), Bytes(40)), IsOk());
  EXPECT_THAT(store.Put(Input(2), Bytes(40)), StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr(folder_)));
  EXPECT_THAT(store.Put(BlockId::Shuffle(ShuffleId(1), 0, 0), Bytes(60)), IsOk());
}

TEST_F(BlockStoreTest, InputMakesRoomForInput) {
  BlockStoreOptions options = Options(100, 1000);
  options.input_share = 0.5;
  BlockStore store(options);
  const BlockId shuffle = BlockId::Shuffle(ShuffleId(1), 0, 0);
  ASSERT_THAT(store.Put(shuffle, Bytes(45)), IsOk());
  ASSERT_THAT(store.Put(Input(1), Bytes(40)), IsOk());
  ASSERT_THAT(store.Put(Input(2), Bytes(20)), IsOk());
  EXPECT_TRUE(store.GetFromMemory(shuffle)->has_value());
  EXPECT_FALSE(store.GetFromMemory(Input(1))->has_value());
  EXPECT_EQ(store.usage().memory_bytes, 65);
}

TEST_F(BlockStoreTest, UnusableDiskRefusesTheBlockAndKeepsTheOthers) {
  std::ofstream(folder_) << "a file where the folder should be";
  BlockStore store(Options(100, 1000));
  ASSERT_THAT(store.Put(Input(1), Bytes(90, 'a')), IsOk());
  EXPECT_THAT(store.Put(Input(2), Bytes(90)), StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr(folder_)));
  EXPECT_EQ(Join(*store.Get(Input(1))), std::string(90, 'a'));
}

TEST_F(BlockStoreTest, TornFileIsDataLoss) {
  BlockStore store(Options(10, 1000));
  ASSERT_THAT(store.Put(Input(1), Bytes(90)), IsOk());
  ASSERT_EQ(Files().size(), 1);
  std::filesystem::resize_file(Files()[0], kBlockFileHeaderBytes + 40);
  EXPECT_THAT(store.Get(Input(1)), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("bytes=")));
}

TEST_F(BlockStoreTest, FlippedByteIsDataLoss) {
  BlockStore store(Options(10, 1000));
  ASSERT_THAT(store.Put(Input(1), Bytes(90)), IsOk());
  std::fstream(Files()[0], std::ios::in | std::ios::out).seekp(kBlockFileHeaderBytes + 7).put('!');
  EXPECT_THAT(store.Get(Input(1)), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("checksum")));
}

TEST_F(BlockStoreTest, RemovesAWholeShuffleFromBothTiers) {
  BlockStore store(Options(100, 1000));
  for (int map = 0; map < 4; ++map) ASSERT_THAT(store.Put(BlockId::Shuffle(ShuffleId(5), map, 0), Bytes(40)), IsOk());
  ASSERT_THAT(store.Put(BlockId::Shuffle(ShuffleId(6), 0, 0), Bytes(1)), IsOk());
  ASSERT_EQ(Files().size(), 2);
  store.RemoveShuffle(ShuffleId(5));
  EXPECT_TRUE(Files().empty());
  EXPECT_EQ(store.usage().blocks, 1);
  EXPECT_EQ(store.usage().memory_bytes, 1);
  EXPECT_EQ(store.usage().disk_bytes, 0);
}

TEST_F(BlockStoreTest, LeavesNoFileBehind) {
  {
    BlockStore store(Options(10, 1000));
    ASSERT_THAT(store.Put(Input(1), Bytes(90)), IsOk());
    ASSERT_EQ(Files().size(), 1);
  }
  EXPECT_FALSE(std::filesystem::exists(folder_));
}

TEST_F(BlockStoreTest, StaysWithinItsCapsUnderManyThreads) {
  BlockStore store(Options(1000, 100'000));
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 100; ++i) {
        BlockId id = Input(thread * 100 + i);
        ASSERT_THAT(store.Put(id, Bytes(60 + i, static_cast<char>('a' + thread))), IsOk());
        ASSERT_LE(store.usage().memory_bytes, 1000);
        ASSERT_EQ(Join(*store.Get(id)), std::string(60 + i, static_cast<char>('a' + thread)));
        if (i % 2) store.Remove(id);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(store.usage().blocks, 200);
  EXPECT_GT(store.usage().spilled_blocks, 0);
}

}  // namespace
}  // namespace sluice
