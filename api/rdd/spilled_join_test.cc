// Joins whose rows do not fit the memory of a task, against nested loops.
#include <algorithm>
#include <optional>
#include <random>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "api/rdd/rdd.h"
#include "api/rdd/rdd_test_base.h"
#include "common/fs/temporary_folder.h"
#include "engine/exchange/spill/scratch_space.h"

namespace sluice {
namespace {

using Row = std::pair<std::string, int64_t>;
using Label = std::pair<std::string, std::string>;
// Of any join, with what is missing as text.
using Joined = std::vector<std::tuple<std::string, std::string, std::string>>;

class SpilledJoinTest : public RddTestBase {
 protected:
  SpilledJoinTest() { jobs_.set_task_memory({.budget = 8 << 10, .scratch = &scratch_}); }
  ~SpilledJoinTest() override {
    EXPECT_GT(scratch_.written_bytes(), 0) << "nothing was spilled, so nothing was tested";
    jobs_.set_task_memory({});
  }

  // `hot` of them have one key.
  static std::vector<Row> Rows(int count, int hot, uint32_t seed) {
    std::mt19937 random(seed);
    std::vector<Row> rows;
    for (int64_t i = 0; i < count; ++i) rows.emplace_back(i < hot ? "hot" : "k" + std::to_string(random() % 900), i);
    std::shuffle(rows.begin(), rows.end(), random);
    return rows;
  }
  static std::vector<Label> Labels(const std::vector<Row>& rows) {
    std::vector<Label> labels;
    for (const auto& [key, value] : rows) labels.emplace_back(key, "label " + std::to_string(value));
    return labels;
  }

  static std::string Text(int64_t value) { return std::to_string(value); }
  static std::string Text(const std::string& value) { return value; }
  template <class V>
  static std::string Text(const std::optional<V>& value) {
    return value ? Text(*value) : "none";
  }
  template <class Rdd>
  static Joined Collected(const Rdd& rdd) {
    Joined joined;
    for (const auto& [key, both] : rdd.collect()) joined.emplace_back(key, Text(both.first), Text(both.second));
    std::sort(joined.begin(), joined.end());
    return joined;
  }

  static Joined Expected(const std::vector<Row>& left, const std::vector<Label>& right, bool keep_left,
                         bool keep_right) {
    Joined joined;
    std::vector<bool> met(right.size());
    for (const auto& [key, value] : left) {
      bool alone = true;
      for (size_t i = 0; i < right.size(); ++i) {
        if (right[i].first != key) continue;
        joined.emplace_back(key, Text(value), right[i].second);
        met[i] = true, alone = false;
      }
      if (alone && keep_left) joined.emplace_back(key, Text(value), "none");
    }
    for (size_t i = 0; i < right.size() && keep_right; ++i) {
      if (!met[i]) joined.emplace_back(right[i].first, "none", right[i].second);
    }
    std::sort(joined.begin(), joined.end());
    return joined;
  }

  void ExpectAllJoins(const std::vector<Row>& left, const std::vector<Label>& right) {
    RDD<Row> rows = parallelize<Row>(app_, left, 3);
    RDD<Label> labels = parallelize<Label>(app_, right, 2);
    EXPECT_EQ(Collected(rows.join(labels, 2)), Expected(left, right, false, false));
    EXPECT_EQ(Collected(rows.leftOuterJoin(labels, 2)), Expected(left, right, true, false));
    EXPECT_EQ(Collected(rows.rightOuterJoin(labels, 2)), Expected(left, right, false, true));
    EXPECT_EQ(Collected(rows.fullOuterJoin(labels, 2)), Expected(left, right, true, true));
  }

  TemporaryFolder folder_ = *TemporaryFolder::Create("spilled");
  ScratchSpace scratch_{folder_.path(), int64_t{1} << 30};
};

TEST_F(SpilledJoinTest, ManyKeysOfFewRows) { ExpectAllJoins(Rows(4000, 0, 1), Labels(Rows(2500, 0, 2))); }

TEST_F(SpilledJoinTest, OneKeyOfTheHeldSideExceedsTheBudget) {
  ExpectAllJoins(Rows(1000, 30, 3), Labels(Rows(3000, 2700, 4)));
}

TEST_F(SpilledJoinTest, OneKeyOfTheStreamedSideExceedsTheBudget) {
  ExpectAllJoins(Rows(9000, 8000, 5), Labels(Rows(1500, 3, 6)));
}

TEST_F(SpilledJoinTest, ViewsInJoinedRowsLiveLongEnough) {
  std::vector<Row> left = Rows(3000, 100, 7);
  std::vector<Label> right = Labels(Rows(2000, 50, 8));
  auto rows = parallelize<Row>(app_, left, 2).map([](const Row& row) {
    return std::pair(row.first, std::string_view(row.second % 2 == 0 ? "even" : "odd"));
  });
  auto joined = rows.join(parallelize<Label>(app_, right, 2), 1).collect();
  int64_t expected = 0;
  for (const Row& row : left) {
    expected += std::count_if(right.begin(), right.end(), [&](const Label& label) { return label.first == row.first; });
  }
  EXPECT_EQ(static_cast<int64_t>(joined.size()), expected);
  for (const auto& [key, both] : joined) ASSERT_TRUE(both.first == "even" || both.first == "odd") << both.first;
}

}  // namespace
}  // namespace sluice
