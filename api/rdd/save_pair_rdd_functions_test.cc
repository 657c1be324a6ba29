#include "api/rdd/save_pair_rdd_functions.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "api/rdd/rdd.h"
#include "api/rdd/rdd_test_base.h"
#include "common/fs/files.h"
#include "common/fs/temporary_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using Name = std::optional<std::string>;

// A format of a user's own.
struct Equations {
  static void write(const std::string& key, int64_t value, std::string& text) {
    text += key + "=" + std::to_string(value) + ";";
  }
};

class SavedPairRddTest : public RddTestBase {
 protected:
  std::string Text(const std::string& file) { return std::string(LocalFiles().Read(path_ + "/" + file)->view()); }

  TemporaryFolder folder_ = *TemporaryFolder::Create("pairs");
  const std::string path_ = folder_.path() + "/out";
};

TEST_F(SavedPairRddTest, TextLeavesOutWhatIsNullAndTheTabWithIt) {
  std::vector<std::pair<Name, Name>> pairs = {{"a", "b"}, {"a", std::nullopt}, {std::nullopt, "b"}, {{}, {}}, {"", ""}};
  parallelize(app_, pairs, 1).saveAsHadoopFile<TextOutputFormat>("file:" + path_);
  EXPECT_EQ(Text("part-00000"), "a\tb\na\nb\n\t\n");
}

TEST_F(SavedPairRddTest, ThePartsOfTheNewApiHaveANameOfTheirOwn) {
  std::vector<std::pair<std::monostate, double>> pairs = {{{}, 1}, {{}, 2.5}};
  parallelize(app_, pairs, 2).saveAsNewAPIHadoopFile<TextOutputFormat>(path_);
  EXPECT_THAT(*LocalFiles().List(path_), ElementsAre("_SUCCESS", "part-r-00000", "part-r-00001"));
  EXPECT_EQ(Text("part-r-00001"), "2.5\n");
  EXPECT_EQ(ErrorOf([&] { parallelize(app_, pairs, 2).saveAsHadoopFile<TextOutputFormat>(path_); }),
            "Output directory file:" + path_ + " already exists");
}

TEST_F(SavedPairRddTest, AFormatMayBeTheUsersOwn) {
  std::vector<std::pair<std::string, int64_t>> pairs = {{"a", 1}, {"b", 2}};
  parallelize(app_, pairs, 1).saveAsHadoopFile<Equations>(path_);
  EXPECT_EQ(Text("part-00000"), "a=1;b=2;");
}

}  // namespace
}  // namespace sluice
