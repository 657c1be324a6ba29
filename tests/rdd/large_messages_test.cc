// What is larger than a link takes at once, over real sockets: programs, and results.
#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "api/rdd/rdd.h"
#include "common/net/transport.h"
#include "tests/rdd/rdd_cluster.h"

namespace sluice {
namespace {

std::atomic<int> rows_made{0};

class LargeMessagesTest : public RddClusterTest {
 protected:
  LargeMessagesTest() { rows_made = 0; }

  // The bytes of a text that its function brings along, from each of four tasks.
  std::vector<int64_t> SizesSeen(std::string text) {
    auto size_of = [](int64_t, const std::string& text) {
      ++rows_made;
      return static_cast<int64_t>(text.size());
    };
    return parallelize<int64_t>(app(), {1, 2, 3, 4}, 4).map(size_of, std::move(text)).collect();
  }
};

TEST_F(LargeMessagesTest, AFunctionMayBringMoreThanAFrameTakes) {
  const int64_t bytes = kFrameBytesMax + (44 << 20);  // 300 MiB.
  EXPECT_EQ(SizesSeen(std::string(bytes, 'x')), std::vector<int64_t>(4, bytes));
  EXPECT_EQ(rows_made, 4) << "no executor was lost";
}

TEST_F(LargeMessagesTest, TwoProgramsAtOnceThatFillALinkCostNoExecutor) {
  const int64_t bytes = kLinkQueueBytesMax + (16 << 20);
  std::vector<int64_t> first, second;
  std::thread other([&] { first = SizesSeen(std::string(bytes, 'a')); });
  second = SizesSeen(std::string(bytes + 1, 'b'));
  other.join();
  EXPECT_EQ(first, std::vector<int64_t>(4, bytes));
  EXPECT_EQ(second, std::vector<int64_t>(4, bytes + 1));
  EXPECT_EQ(rows_made, 8) << "no executor was lost";
}

TEST_F(LargeMessagesTest, ResultsThatTogetherFillALinkCostNoExecutor) {
  const int64_t bytes = kLinkQueueBytesMax + (16 << 20);
  auto text_of = [](int64_t i, int64_t bytes) {
    ++rows_made;
    return std::string(bytes, static_cast<char>('a' + i));
  };
  const std::vector<std::string> results = parallelize<int64_t>(app(), {0, 1, 2, 3}, 4).map(text_of, bytes).collect();
  ASSERT_EQ(results.size(), 4u);
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(results[i] == std::string(bytes, static_cast<char>('a' + i))) << i;
  EXPECT_EQ(rows_made, 4) << "no executor was lost";
}

}  // namespace
}  // namespace sluice
