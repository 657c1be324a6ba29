#include "engine/python/pickle_file.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "common/base/damage.h"
#include "common/base/status_matchers.h"
#include "common/fs/temporary_folder.h"
#include "engine/lineage/lineage.h"
#include "engine/lineage/local_job_runner.h"
#include "engine/rows/collect.h"
#include "engine/rows/parallelize.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using namespace std::string_view_literals;

std::vector<std::string> Numbered(int count, size_t bytes) {
  std::vector<std::string> rows;
  for (int i = 0; i < count; ++i) rows.push_back(std::to_string(i) + std::string(bytes, 'x'));
  return rows;
}

class PickleFileTest : public ::testing::Test {
 protected:
  std::string Save(const std::vector<std::string>& rows) {
    const OperatorRef source = RefTo<ParallelizeOp<FrameRow>>("parallelize", ParallelizeOp<FrameRow>::Slice(rows, 1));
    const auto saved = jobs_.Run({SourceRdd(jobs_, source, 1), RefTo<PickleFileTerminal>("save", folder_.path()), {0}});
    EXPECT_THAT(saved.status(), IsOk());
    return folder_.path() + "/part-00000";
  }
  absl::StatusOr<std::vector<std::string>> Load(const std::string& path) {
    const auto collect = RefTo<CollectTerminal<FrameRow>>("collect", CollectTerminal<FrameRow>::kAll);
    const OperatorRef source = RefTo<PickleFileOp>("objectFile", {path});
    const auto values = jobs_.Run({SourceRdd(jobs_, source, 1), collect, {0}});
    if (!values.ok()) return values.status();
    std::vector<std::string> rows;
    EXPECT_THAT(AppendCollected<FrameRow>((*values)[0], rows), IsOk());
    return rows;
  }
  static std::string Read(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  }
  static void Write(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
  }

  TemporaryFolder folder_ = *TemporaryFolder::Create("pickle-file");
  LocalJobRunner jobs_;
};

TEST(JavaArrayTest, IsWhatJavaSerialises) {
  EXPECT_EQ(ToJavaArray({"ab"sv, "c"sv}),
            "\xAC\xED\0\x05ur\0\x03[[BK\xFD\x19\x15gg\xDB\x37\x02\0\0xp\0\0\0\x02"
            "ur\0\x02[B\xAC\xF3\x17\xF8\x06\x08T\xE0\x02\0\0xp\0\0\0\x02"
            "ab"
            "uq\0~\0\x02\0\0\0\x01"
            "c"sv);
  EXPECT_THAT(FromJavaArray(ToJavaArray({})), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(FromJavaArray(ToJavaArray({"ab"sv, ""sv, "c"sv})), IsOkAndHolds(ElementsAre("ab", "", "c")));
}

TEST_F(PickleFileTest, TheRowsThatAreSavedAreReadInTheirOrder) {
  for (const std::vector<std::string>& rows : {Numbered(0, 0), Numbered(1, 5), Numbered(25, 100'000)}) {
    EXPECT_THAT(Load(Save(rows)), IsOkAndHolds(rows));
  }
}

TEST_F(PickleFileTest, AFileOfAnotherKindSaysWhatItIs) {
  const std::string path = Save(Numbered(3, 3));
  std::string compressed = Read(path);
  constexpr size_t kFlagAt = 4 + 1 + 33 + 1 + 34;  // It follows the mark and the names of both classes.
  compressed[kFlagAt] = 1;
  Write(path, compressed);
  EXPECT_THAT(Load(path), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("compressed")));
  Write(path, "just text");
  EXPECT_THAT(Load(path), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no sequence file")));
}

TEST_F(PickleFileTest, ADamagedFileIsAnErrorOrOtherRowsAndNothingElse) {
  const std::string path = Save(Numbered(40, 30));
  const std::string good = Read(path);
  SeededRandom random(FuzzSeed());
  for (int i = 0; i < 2000; ++i) {
    Write(path, DamagedBytes(good, random));
    Load(path).status().IgnoreError();
  }
}

}  // namespace
}  // namespace sluice
