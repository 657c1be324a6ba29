#include "worker/receiver/receiver_ledger.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

BlockId Input(int64_t sequence) { return BlockId::Input(StreamId(1), Epoch(1), sequence); }

TEST(ReceiverLedgerTest, NothingOvertakesABlockThatIsNotSafe) {
  ReceiverLedger ledger;
  ledger.AddBlock({Input(0)});
  ledger.AddBlock({Input(1)});
  ledger.Add(ReceiverLedger::Cut{{RunId(2), BatchTime(1000)}});
  ledger.MarkSafe({Input(1)});
  EXPECT_FALSE(ledger.Take());
  ledger.MarkSafe({Input(0)});
  EXPECT_EQ(std::get<HeldBlock>(*ledger.Take()).id, Input(0));
  EXPECT_EQ(std::get<HeldBlock>(*ledger.Take()).id, Input(1));
  EXPECT_EQ(std::get<ReceiverLedger::Cut>(*ledger.Take()).batch, (BatchKey{RunId(2), BatchTime(1000)}));
  EXPECT_FALSE(ledger.Take());
}

}  // namespace
}  // namespace sluice
