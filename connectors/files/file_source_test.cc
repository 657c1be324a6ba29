#include "connectors/files/file_source.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "common/base/status_matchers.h"
#include "common/fs/temporary_folder.h"
#include "engine/source/batch_source_contract.h"
#include "engine/source/fake_rdd.h"
#include "gmock/gmock.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// A file for each row, named by their order.
class FilesWorld : public SourceWorld {
 public:
  std::unique_ptr<BatchSource> MakeSource() override {
    return std::make_unique<FileSource>(WatchedFolderOptions{.folders = {root_.path()},
                                                             .takes = [](const std::string&) { return true; },
                                                             .batch_interval = absl::Seconds(1),
                                                             .start = absl::UnixEpoch(),
                                                             .warn = [](const std::string&) {}},
                                        Read);
  }
  void Put(const std::vector<std::string>& rows, absl::Time time) override {
    for (const std::string& row : rows) {
      const std::string path = root_.path() + "/" + std::to_string(files_++);
      std::ofstream(path) << row;
      const timespec changed[] = {absl::ToTimespec(time), absl::ToTimespec(time)};
      EXPECT_EQ(utimensat(AT_FDCWD, path.c_str(), changed, 0), 0);
    }
  }
  static Rdd Read(const std::vector<FoundFile>& files) {
    std::vector<std::string> rows;
    for (const FoundFile& file : files) {
      std::ostringstream text;
      text << std::ifstream(file.path).rdbuf();
      rows.push_back(text.str());
    }
    return FakeRdd(rows);
  }
  const std::string& folder() const { return root_.path(); }

 private:
  TemporaryFolder root_ = *TemporaryFolder::Create("file-source");
  int files_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Files, BatchSourceContract, testing::Values(&NewWorld<FilesWorld>));

TEST(FileSourceTest, ARangeIsOfTheFilesOfItsBatchesAndNamesThem) {
  FilesWorld world;
  auto source = world.MakeSource();
  Offset at = *source->Initial();
  for (int second = 1; second <= 3; ++second) {
    world.Put({std::to_string(second)}, absl::FromUnixSeconds(second));
    at = *source->Latest(at, {.until = absl::FromUnixSeconds(second)});
  }
  EXPECT_EQ(at.text, "3000");
  PlannedRange planned = *source->Plan({{"1000"}, {"3000"}});
  EXPECT_THAT(RowsOfFake(planned.rows), ElementsAre("2", "3"));
  EXPECT_THAT(planned.metadata, ElementsAre(world.folder() + "/1", world.folder() + "/2"));
  planned = *source->Plan({{"3000"}, {"1000"}});
  EXPECT_THAT(planned.metadata, ElementsAre());
}

TEST(FileSourceTest, WhatTheFilterThrowsIsAnErrorAndTheFileIsFoundByTheNextBatch) {
  FilesWorld world;
  world.Put({"a"}, absl::FromUnixMillis(500));
  bool fails = true;
  FileSource source({.folders = {world.folder()},
                     .takes =
                         [&](const std::string&) {
                           if (std::exchange(fails, false)) throw std::runtime_error("no filter");
                           return true;
                         },
                     .start = absl::UnixEpoch(),
                     .warn = [](const std::string&) {}},
                    FilesWorld::Read);
  const Offset begin = *source.Initial();
  EXPECT_THAT(source.Latest(begin, {.until = absl::FromUnixSeconds(1)}),
              StatusIs(absl::StatusCode::kAborted, HasSubstr("no filter")));
  const Offset until = *source.Latest(begin, {.until = absl::FromUnixSeconds(2)});
  EXPECT_THAT(RowsOfFake(source.Plan({begin, until})->rows), ElementsAre("a"));
}

TEST(FileSourceTest, WhatWasSavedAndIsDamagedIsRefused) {
  EXPECT_THAT(FilesWorld().MakeSource()->Restore("nonsense"), StatusIs(absl::StatusCode::kDataLoss));
}

}  // namespace
}  // namespace sluice
