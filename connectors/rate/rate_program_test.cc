#include "connectors/rate/rate_program.h"

#include "engine/source/block_receiver_contract.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

struct Twice {
  int64_t operator()(int64_t i) const { return 2 * i; }
};
using Program = RateProgram<int64_t, Twice>;

class RateWorld : public ReceiverWorld {
 public:
  std::unique_ptr<BlockReceiver> MakeReceiver() override {
    return std::make_unique<CustomReceiver>(std::make_unique<Program>(MadeRows{.rows_per_second = 1000}, Twice()),
                                            CustomReceiverOptions());
  }
  void Give() override {}
};

INSTANTIATE_TEST_SUITE_P(Rate, BlockReceiverContract, testing::Values(&NewReceiverWorld<RateWorld>));

TEST(RateProgramTest, MakesItsRowsInOrderAndEnds) {
  FakeReceiverHost host(absl::Milliseconds(20));
  CustomReceiver receiver(std::make_unique<Program>(MadeRows{.rows_per_second = 100'000, .rows = 300}, Twice()), {});
  receiver.Start(host);
  ASSERT_TRUE(host.Saw("ended: all rows are made"));
  ASSERT_EQ(host.records(), 300);
  const std::string text = host.text();
  Reader in(text);
  for (int64_t i = 0, row = 0; i < 300; ++i) {
    ASSERT_TRUE(DecodeFrom(in, row));
    EXPECT_EQ(row, 2 * i);
  }
}

}  // namespace
}  // namespace sluice
