// The checkpoint folder of a real program, looked into: as it is, and with each of its files damaged.
#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "api/dstream/streaming_context.h"
#include "tests/rdd/rdd_cluster.h"
#include "tools/checkpoint/checkpoint_reports.h"

namespace sluice {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class CheckpointFolderTest : public RddClusterTest {
 protected:
  // A program with state and a window over what is received, after so many batches; it is stopped at once.
  void RunProgram(int batches) {
    StreamingContext ssc(app(), Milliseconds(50));
    ssc.checkpoint(folder());
    auto rows = ssc.rateStream({.rowsPerSecond = 2000}, [](int64_t i) { return std::pair(i % 7, int64_t{1}); });
    auto add = [](const std::vector<int64_t>& values, std::optional<int64_t> sum) {
      for (int64_t value : values) sum = sum.value_or(0) + value;
      return sum;
    };
    std::atomic<int> done = 0;
    rows.updateStateByKey(add, 2).foreachRDD([&](const RDD<std::pair<int64_t, int64_t>>& sums) {
      sums.count();
      ++done;
    });
    rows.window(Milliseconds(150), Milliseconds(50)).foreachRDD([](const auto& window) { window.count(); });
    ssc.start();
    for (int i = 0; i < 600 && done < batches; ++i) ssc.awaitTerminationOrTimeout(50);
    ssc.stop(/*stopApplication=*/true, /*stopGracefully=*/false);
    ASSERT_GE(done, batches);
  }
  // Why it cannot go on in a process of its own; empty: it can.
  std::string GoOn() {
    TearDown();
    SetUp();
    std::atomic<int> done = 0;
    try {
      StreamingContext ssc = StreamingContext::getOrCreate(app(), folder(), [&](Application& app) {
        StreamingContext created(app, Milliseconds(50));
        created.checkpoint(folder());
        created.rateStream({.rowsPerSecond = 100}, [](int64_t i) { return i; })
            .foreachRDD([&done](const RDD<int64_t>& rdd) {
              rdd.count();
              ++done;
            });
        return created;
      });
      ssc.start();
      for (int i = 0; i < 600 && done < 3; ++i) ssc.awaitTerminationOrTimeout(50);
      ssc.stop(/*stopApplication=*/true, /*stopGracefully=*/true);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  }
  std::string folder() const { return checkpoint_.path() + "/c"; }

  v1::CheckpointVerdict Verdict() {
    absl::StatusOr<v1::CheckpointVerdict> verdict = VerifyCheckpoint(folder());
    EXPECT_THAT(verdict, IsOk());
    return verdict.value_or(v1::CheckpointVerdict());
  }
  v1::CheckpointSummary Summary() {
    absl::StatusOr<v1::CheckpointSummary> summary = SummarizeCheckpoint(folder());
    EXPECT_THAT(summary, IsOk());
    return summary.value_or(v1::CheckpointSummary());
  }
  // Relative paths of files that have contents and are told to be whole.
  std::vector<std::string> Files() const {
    std::vector<std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder())) {
      const std::string path = fs::relative(entry.path(), folder());
      if (entry.is_regular_file() && entry.file_size() > 0 && !path.starts_with("lease-")) files.push_back(path);
    }
    std::sort(files.begin(), files.end());
    return files;
  }
  std::string Read(const std::string& file) const {
    std::stringstream text;
    text << std::ifstream(folder() + "/" + file).rdbuf();
    return text.str();
  }
  void Write(const std::string& file, const std::string& contents) const {
    std::ofstream(folder() + "/" + file, std::ios::trunc) << contents;
  }
  // What is found while `file` has other contents.
  v1::CheckpointVerdict With(const std::string& file, const std::string& contents) {
    const std::string before = Read(file);
    Write(file, contents);
    v1::CheckpointVerdict verdict = Verdict();
    Write(file, before);
    return verdict;
  }
  static std::vector<std::string> FilesFound(const v1::CheckpointVerdict& verdict) {
    std::vector<std::string> files;
    for (const v1::CheckpointFinding& finding : verdict.findings()) files.push_back(finding.file());
    return files;
  }

  TemporaryFolder checkpoint_ = *TemporaryFolder::Create("checkpoint");
};

bool IsText(const std::string& file) { return file.ends_with("/partitions"); }
bool IsLog(const std::string& file) { return file.starts_with("blocks-"); }

TEST_F(CheckpointFolderTest, SaysOfWhichProgramItIsAndHowFarThatHasCome) {
  RunProgram(5);
  const v1::CheckpointSummary summary = Summary();
  EXPECT_EQ(summary.batch_interval_millis(), 50);
  EXPECT_THAT(summary.inputs(), ElementsAre("ReceiverInputDStream"));
  EXPECT_GT(summary.last_finished_batch(), summary.zero_time());
  EXPECT_GE(summary.last_begun_batch(), summary.last_finished_batch());
  EXPECT_EQ(*summary.checkpoints().rbegin(), summary.last_finished_batch());
  EXPECT_EQ(summary.owner(), "") << "it has ended";
  ASSERT_EQ(summary.states_size(), 1);
  EXPECT_EQ(summary.states(0).stream(), "0-updateStateByKey");
  EXPECT_EQ(summary.states(0).partitions(), 2);
  EXPECT_GE(summary.states(0).newest_version(), summary.last_finished_batch());
  ASSERT_EQ(summary.saved_size(), 1) << "what the window looks back at";
  EXPECT_THAT(summary.saved(0).batches(), Contains(summary.last_finished_batch()));
  EXPECT_THAT(ToText(summary), HasSubstr("state        0-updateStateByKey: partitions=2"));

  absl::StatusOr<v1::CheckpointListing> listing = ListCheckpoint(folder());
  ASSERT_THAT(listing, IsOk());
  std::vector<std::string> kinds;
  for (const v1::CheckpointPart& part : listing->parts()) kinds.push_back(part.kind());
  for (const char* kind : {"checkpoint", "state", "saved batches", "owner"}) EXPECT_THAT(kinds, Contains(kind));
  EXPECT_THAT(kinds, Not(Contains("other")));
}

TEST_F(CheckpointFolderTest, OfAProgramThatWasStoppedIsWhole) {
  RunProgram(5);
  const std::vector<std::string> before = Files();
  const v1::CheckpointVerdict verdict = Verdict();
  EXPECT_TRUE(verdict.whole()) << ToText(verdict);
  EXPECT_EQ(verdict.goes_on_after(), Summary().last_finished_batch());
  EXPECT_GE(verdict.files(), static_cast<int64_t>(before.size()));
  EXPECT_EQ(Files(), before) << "it is only looked at";
  EXPECT_THAT(ToText(verdict), HasSubstr("c is whole: "));
}

TEST_F(CheckpointFolderTest, AFlippedBitInAnyFileIsNamedWithItsOffset) {
  RunProgram(3);
  for (const std::string& file : Files()) {
    const std::string whole = Read(file);
    for (const size_t offset : {size_t{0}, whole.size() / 2, whole.size() - 1}) {
      std::string bytes = whole;
      bytes[offset] ^= 4;
      const v1::CheckpointVerdict verdict = With(file, bytes);
      EXPECT_FALSE(verdict.whole()) << file;
      if (IsText(file)) continue;  // It is missed otherwise.
      ASSERT_GT(verdict.findings_size(), 0) << file;
      EXPECT_EQ(verdict.findings(0).file(), file);
      const bool is_small = whole.size() <= 16 << 10 || file.starts_with("state/");
      EXPECT_THAT(ToText(verdict), HasSubstr(file + " at offset "));
      if (!is_small) continue;
      EXPECT_EQ(verdict.findings(0).offset(), static_cast<int64_t>(offset)) << file;
      EXPECT_EQ(verdict.findings(0).kind(), "flipped bit") << file;
    }
  }
}

TEST_F(CheckpointFolderTest, AFileThatIsCutOffIsNamedAndIsNoFlippedBit) {
  RunProgram(3);
  for (const std::string& file : Files()) {
    if (IsText(file)) continue;
    const std::string whole = Read(file);
    for (const size_t bytes : {size_t{1}, whole.size() / 2, whole.size() - 1}) {
      const v1::CheckpointVerdict verdict = With(file, whole.substr(0, bytes));
      const bool says_nothing = IsLog(file) && bytes == 1;  // Then its writer has not removed the former one.
      EXPECT_EQ(verdict.whole(), IsLog(file) && !says_nothing) << file << ": only a log may end where its writer did";
      ASSERT_GT(verdict.findings_size(), 0) << file;
      EXPECT_EQ(verdict.findings(0).file(), file);
      EXPECT_NE(verdict.findings(0).kind(), "flipped bit") << file << " " << bytes;
      if (IsLog(file)) {
        EXPECT_EQ(verdict.findings(0).kind(), "torn tail");
      }
      const bool says_its_length = file.starts_with("state/") || file.starts_with("checkpoint-");
      if (!says_its_length) continue;
      EXPECT_EQ(verdict.findings(0).kind(), "cut off") << file << " " << bytes;
      EXPECT_EQ(verdict.findings(0).offset(), static_cast<int64_t>(bytes));
    }
  }
}

TEST_F(CheckpointFolderTest, ChangesOfAStateThatAreNotThereAreMissed) {
  RunProgram(5);
  int removed = 0;
  for (const std::string& file : Files()) {
    if (!file.ends_with(".changes")) continue;
    const std::string contents = Read(file);
    fs::remove(folder() + "/" + file);
    const v1::CheckpointVerdict verdict = Verdict();
    Write(file, contents);
    const int64_t version = std::stoll(fs::path(file).filename().string().substr(0, 20));
    if (version > Summary().last_finished_batch()) continue;  // No checkpoint needs it.
    EXPECT_FALSE(verdict.whole()) << file;
    EXPECT_THAT(FilesFound(verdict), Contains(HasSubstr(file.substr(0, file.rfind('/') + 21))));
    EXPECT_EQ(verdict.goes_on_after(), -1) << "each later version needs it";
    ++removed;
  }
  EXPECT_GT(removed, 4);
}

TEST_F(CheckpointFolderTest, APartOfASavedBatchThatIsNotThereIsMissed) {
  RunProgram(5);
  std::string first;
  for (const std::string& file : Files()) {
    if (file.starts_with("batches/") && file.ends_with("part-00000")) first = file;
  }
  ASSERT_NE(first, "");
  const bool has_more = fs::exists(folder() + "/" + first.substr(0, first.size() - 1) + "1");
  if (!has_more) Write(first.substr(0, first.size() - 1) + "1", Read(first));
  fs::remove(folder() + "/" + first);
  const v1::CheckpointVerdict verdict = Verdict();
  EXPECT_FALSE(verdict.whole());
  EXPECT_THAT(FilesFound(verdict), ElementsAre(first));
  EXPECT_EQ(verdict.findings(0).kind(), "missing");
}

TEST_F(CheckpointFolderTest, ALogOfBlocksThatIsGoneIsMissedAndAProgramRefusedByItsName) {
  ASSERT_EQ(GoOn(), "");
  ASSERT_EQ(GoOn(), "");
  std::string log;
  for (const std::string& file : Files()) {
    if (IsLog(file)) log = file;
  }
  ASSERT_NE(log, "");
  ASSERT_TRUE(Verdict().whole()) << ToText(Verdict());
  fs::rename(folder() + "/" + log, folder() + "/elsewhere");
  EXPECT_THAT(FilesFound(Verdict()), ElementsAre(log));
  EXPECT_EQ(Verdict().goes_on_after(), -1);
  EXPECT_THAT(GoOn(), HasSubstr("no such file: " + folder() + "/" + log));
  fs::rename(folder() + "/elsewhere", folder() + "/" + log);
  EXPECT_EQ(GoOn(), "");
}

TEST_F(CheckpointFolderTest, ALeaseThatIsGoneIsMissed) {
  RunProgram(3);
  fs::remove_all(folder() + "/lease-1");
  EXPECT_THAT(FilesFound(Verdict()), ElementsAre("lease-1/holder"));
}

TEST_F(CheckpointFolderTest, ASavedBatchThatIsGoneIsMissed) {
  RunProgram(6);
  const fs::path stream = *fs::directory_iterator(folder() + "/batches");
  std::set<std::string> batches;
  for (const auto& entry : fs::directory_iterator(stream)) batches.insert(entry.path().filename());
  ASSERT_GE(batches.size(), 5u);
  const std::string middle = *std::next(batches.begin(), 2), time = middle.substr(0, middle.find('-'));
  const std::string saved = "batches/" + stream.filename().string() + "/";
  fs::remove_all(stream / middle);
  EXPECT_THAT(FilesFound(Verdict()), ElementsAre(saved + time + "-*"));
  fs::remove_all(folder() + "/batches");
  EXPECT_THAT(FilesFound(Verdict()), ElementsAre(saved));
}

TEST_F(CheckpointFolderTest, WithoutAnyCheckpointAProgramCannotGoOn) {
  RunProgram(3);
  for (const std::string& file : Files()) {
    if (file.starts_with("checkpoint-")) fs::remove(folder() + "/" + file);
  }
  const v1::CheckpointVerdict verdict = Verdict();
  EXPECT_FALSE(verdict.whole());
  EXPECT_EQ(verdict.goes_on_after(), -1);
  EXPECT_THAT(FilesFound(verdict), ElementsAre("checkpoint-*"));
  EXPECT_THAT(SummarizeCheckpoint(folder()), StatusIs(absl::StatusCode::kNotFound, HasSubstr(folder())));
}

TEST_F(CheckpointFolderTest, ADamagedNewestCheckpointIsPassedByAsAProgramDoes) {
  RunProgram(5);
  const v1::CheckpointSummary before = Summary();
  const std::string newest = "checkpoint-" + std::to_string(before.last_finished_batch());
  Write(newest, Read(newest).substr(0, 10));
  EXPECT_LT(Verdict().goes_on_after(), before.last_finished_batch());
  EXPECT_GT(Verdict().goes_on_after(), 0);
  EXPECT_LT(Summary().last_finished_batch(), before.last_finished_batch());
}

TEST_F(CheckpointFolderTest, OtherFoldersAreNone) {
  fs::create_directories(folder() + "/sub");
  Write("sub/notes.txt", "not ours");
  EXPECT_THAT(VerifyCheckpoint(folder()), StatusIs(absl::StatusCode::kNotFound, HasSubstr(folder())));
  EXPECT_THAT(SummarizeCheckpoint(folder()), StatusIs(absl::StatusCode::kNotFound, HasSubstr(folder())));
  absl::StatusOr<v1::CheckpointListing> listing = ListCheckpoint(folder());
  ASSERT_THAT(listing, IsOk());
  ASSERT_EQ(listing->parts_size(), 1);
  EXPECT_EQ(listing->parts(0).kind(), "other");
  EXPECT_EQ(listing->parts(0).path(), "sub/notes.txt");
  for (const auto& status :
       {ListCheckpoint(folder() + "/none").status(), VerifyCheckpoint(folder() + "/none").status()}) {
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kNotFound, HasSubstr(folder() + "/none")));
  }
}

}  // namespace
}  // namespace sluice
