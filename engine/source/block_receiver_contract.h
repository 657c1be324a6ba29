#ifndef SLUICE_ENGINE_SOURCE_BLOCK_RECEIVER_CONTRACT_H_
#define SLUICE_ENGINE_SOURCE_BLOCK_RECEIVER_CONTRACT_H_

#include <memory>

#include "engine/source/block_receiver.h"
#include "engine/source/fake_receiver_host.h"
#include "gtest/gtest.h"

namespace sluice {

// What a receiver reads from, in its test.
class ReceiverWorld {
 public:
  virtual ~ReceiverWorld() = default;
  virtual std::unique_ptr<BlockReceiver> MakeReceiver() = 0;
  // Lets the receiver that was started last have some rows more, soon; does nothing if it has rows without end.
  virtual void Give() = 0;
};

// The promises of block_receiver.h, kept by every receiver. The test of a receiver runs them in its world:
//
//   INSTANTIATE_TEST_SUITE_P(Rate, BlockReceiverContract, testing::Values(&NewReceiverWorld<RateWorld>));
class BlockReceiverContract : public testing::TestWithParam<std::unique_ptr<ReceiverWorld> (*)()> {
 protected:
  void Start();
  // Rows have come, and are in blocks.
  void AwaitRows();
  // The number of the first event that begins so; that of all events if there is none.
  size_t FirstEvent(const std::string& begin);

  const std::unique_ptr<ReceiverWorld> world_ = GetParam()();
  FakeReceiverHost host_{absl::Milliseconds(20)};
  std::unique_ptr<BlockReceiver> receiver_;
};

template <class World>
std::unique_ptr<ReceiverWorld> NewReceiverWorld() {
  return std::make_unique<World>();
}

}  // namespace sluice

#endif  // SLUICE_ENGINE_SOURCE_BLOCK_RECEIVER_CONTRACT_H_
