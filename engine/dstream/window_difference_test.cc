#include "engine/dstream/window_difference.h"

#include <algorithm>
#include <string>
#include <vector>

#include "common/base/status_matchers.h"
#include "engine/dstream/stream_graph.h"
#include "engine/lineage/lineage.h"
#include "engine/lineage/local_job_runner.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::UnorderedElementsAreArray;

constexpr int kLengths = 6, kSlides = 8, kBatches = 60;

// Batches of 1 s, and a stream with an RDD every `parent` of them.
class WindowDifferenceTest : public testing::TestWithParam<int> {
 protected:
  WindowDifferenceTest() {
    auto source = graph_->AddStream(
        {.slide = absl::Seconds(1), .compute = [this](BatchTime) { return SourceRdd(jobs_, {}, 1); }});
    stream_ = graph_->AddStream({.parents = {source},
                                 .slide = absl::Seconds(GetParam()),
                                 .compute = [source](BatchTime batch) { return source->Get(batch); }});
    stream_->Remember(absl::Seconds(2 * kBatches));
  }

  LocalJobRunner jobs_;
  std::shared_ptr<StreamGraph> graph_ = std::make_shared<StreamGraph>(jobs_, absl::Seconds(1));
  std::shared_ptr<StreamNode> stream_;
};

// Takes out of `window` what leaves, puts in what enters; says what was not there, or was already.
std::string Apply(const WindowDifference& difference, std::vector<Rdd>& window) {
  for (int i = 0; i < static_cast<int>(difference.rdds.size()); ++i) {
    const Rdd& rdd = difference.rdds[i];
    auto found = std::find(window.begin(), window.end(), rdd);
    const bool leaves = i < difference.leaving;
    if (leaves != (found != window.end())) return leaves ? "leaves without having been there" : "enters twice";
    if (leaves) window.erase(found);
    if (!leaves) window.push_back(rdd);
  }
  return "";
}

TEST_P(WindowDifferenceTest, MakesEachWindowOutOfTheOneBefore) {
  StreamingPlan plan = StreamGraph::PlanOf(graph_);
  for (int batch = 1; batch <= kBatches; ++batch)
    ASSERT_THAT(plan.run_batch({RunId(), BatchTime(1000 * batch)}, {}), IsOk());
  for (int length = 0; length <= kLengths; ++length) {
    for (int slide = 1; slide <= kSlides; ++slide) {
      SCOPED_TRACE("length=" + std::to_string(length) + " slide=" + std::to_string(slide));
      const absl::Duration window_length = absl::Seconds(length * GetParam());
      const absl::Duration window_slide = absl::Seconds(slide * GetParam());
      std::vector<Rdd> window;
      for (absl::Duration end = window_slide; end <= absl::Seconds(kBatches); end += window_slide) {
        const BatchTime batch(absl::ToInt64Milliseconds(end));
        ASSERT_EQ(Apply(DifferenceOf(*stream_, batch, window_length, window_slide), window), "");
        const std::vector<Rdd> expected = stream_->GetWindow(batch, window_length);
        ASSERT_THAT(window, UnorderedElementsAreArray(expected)) << batch;
        EXPECT_EQ(FirstWindow(*stream_, batch, window_length).rdds, expected);
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(ParentSlides, WindowDifferenceTest, testing::Values(1, 2, 3));

}  // namespace
}  // namespace sluice
