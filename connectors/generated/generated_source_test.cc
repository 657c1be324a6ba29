#include "connectors/generated/generated_source.h"

#include <map>
#include <stdexcept>

#include "common/base/status_matchers.h"
#include "engine/source/batch_source_contract.h"
#include "engine/source/fake_rdd.h"
#include "gmock/gmock.h"

namespace sluice {
namespace {

using testing::ElementsAre;

// The function looks up what belongs to the second that ends at the time of a batch.
class GeneratedWorld : public SourceWorld {
 public:
  std::unique_ptr<BatchSource> MakeSource() override {
    return std::make_unique<GeneratedSource>([this](BatchTime batch) { return FakeRdd(rows_[batch.value()]); });
  }
  void Put(const std::vector<std::string>& rows, absl::Time time) override {
    rows_[absl::ToUnixSeconds(time) * 1000 + 1000] = rows;
  }

 private:
  std::map<int64_t, std::vector<std::string>> rows_;
};

INSTANTIATE_TEST_SUITE_P(Generated, BatchSourceContract, testing::Values(&NewWorld<GeneratedWorld>));

TEST(GeneratedSourceTest, ABatchHasWhatTheFunctionMakesForItsTimeInWhateverOrder) {
  GeneratedSource source([](BatchTime batch) { return FakeRdd({std::to_string(batch.value())}); });
  Offset at = *source.Initial();
  for (const int64_t batch : {9000, 3000, 9000}) {
    const Offset until = *source.Latest(at, {.until = absl::FromUnixMillis(batch)});
    EXPECT_THAT(RowsOfFake(source.Plan({at, until})->rows), ElementsAre(std::to_string(batch)));
    at = until;
  }
}

TEST(GeneratedSourceTest, WhatTheFunctionThrowsIsAnError) {
  GeneratedSource source([](BatchTime) -> Rdd { throw std::runtime_error("no such table"); });
  EXPECT_THAT(source.Plan({{"0"}, {"1000"}}), StatusIs(absl::StatusCode::kAborted, "no such table"));
}

}  // namespace
}  // namespace sluice
