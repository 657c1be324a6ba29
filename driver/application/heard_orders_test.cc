#include "driver/application/heard_orders.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

TEST(HeardOrdersTest, OrdersAddUpAndOfPeersTheLastWordCounts) {
  v1::Work first, second;
  first.add_tasks();
  first.add_cancel_tasks(7);
  v1::PeerUpdate& peers = *first.add_peers();
  peers.add_peers()->set_leaving(true);
  peers.add_peers();
  second.add_tasks();
  second.add_free_shuffles(9);
  HeardOrders orders;
  orders.Add(first);
  EXPECT_EQ(orders.peers, 2);
  EXPECT_EQ(orders.peers_leaving, 1);
  orders.Add(second);
  EXPECT_THAT(orders.works, SizeIs(2));
  EXPECT_THAT(orders.launched, SizeIs(2));
  EXPECT_THAT(orders.cancelled, ElementsAre(7));
  EXPECT_THAT(orders.freed_shuffles, ElementsAre(9));
  EXPECT_EQ(orders.peers, 2) << "nothing was said of them since";
  second.add_peers()->add_peers();
  orders.Add(second);
  EXPECT_EQ(orders.peers, 1);
  EXPECT_EQ(orders.peers_leaving, 0);
}

}  // namespace
}  // namespace sluice
