#ifndef SLUICE_CONNECTORS_SOCKET_SOCKET_RECEIVER_H_
#define SLUICE_CONNECTORS_SOCKET_SOCKET_RECEIVER_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/actor/mailbox.h"
#include "common/actor/runtime.h"
#include "common/base/address.h"
#include "common/base/mutex.h"
#include "connectors/socket/line_limit.h"
#include "connectors/socket/tcp_connector.h"
#include "engine/source/block_builder.h"
#include "engine/source/block_receiver.h"

namespace sluice {

struct SocketReceiverOptions {
  BlockBuilderOptions blocks;
  absl::Duration connect_timeout = absl::Seconds(5);
  absl::Duration first_retry =
      absl::Milliseconds(100);  // Doubles up to max_retry; after an orderly end it is max_retry.
  absl::Duration max_retry = absl::Seconds(2);
};

// Reads lines from a TCP server, for ever: Connecting -> Reading -> Waiting -> Connecting. One thread, asleep in poll()
// unless there are enough bytes, an order, or the end of a block interval.
class SocketReceiver : public BlockReceiver {
 public:
  SocketReceiver(Address address, SocketReceiverOptions options);
  ~SocketReceiver() override;

  void Start(ReceiverHost& host) override;
  void Cut(const BatchKey& batch) override;
  void Stop() override;
  void OnRoom() override { waker_->Wake(); }
  void SetRate(int64_t records_per_second) override;

 private:
  struct Orders {
    std::vector<BatchKey> cuts;
    std::optional<int64_t> rate;
    bool stop = false;
  };

  void Loop();
  void Wait();
  absl::Time NextTimer() const;
  Orders TakeOrders();
  void EndInterval();
  bool EndIntervalIfDue();
  void TrimPool();

  void Connect();
  void Connected(FileDescriptor socket);
  void GoOnConnecting();
  void RetryAfter(absl::Duration delay);

  void ReadAll(size_t limit);
  bool ReadOnce(size_t* bytes);
  bool MayRead();
  void SourceClosed();
  void SourceBroke(int error);
  void WakeAt(size_t bytes);
  void Keep(std::optional<SealedBlock> block);
  void Report(SourceState state, const std::string& message);
  absl::Time Now() const { return host_->runtime().clock().Now(); }

  // Constant after construction or Start.
  const Address address_;
  const SocketReceiverOptions options_;
  const std::shared_ptr<Waker> waker_ = std::make_shared<Waker>();
  ReceiverHost* host_ = nullptr;

  // Held to hand over orders.
  Mutex mu_;
  Orders orders_ ABSL_GUARDED_BY(mu_);

  // Of the thread.
  const std::shared_ptr<BufferPool> pool_ = BufferPool::Make();
  BlockBuilder builder_;
  std::optional<TcpConnector> connector_;
  FileDescriptor socket_;
  absl::Time retry_at_ = absl::InfiniteFuture();
  absl::Duration next_retry_;
  absl::Time interval_end_ = absl::InfiniteFuture();  // Infinite while nothing comes.
  size_t interval_bytes_ = 0;                         // Received in this interval.
  size_t wake_at_bytes_ = 1;                          // poll() sleeps until so many have come.
  absl::Time trim_at_ = absl::InfinitePast();
  LineLimit limit_;
  int64_t reported_drops_ = 0;

  std::unique_ptr<Mailbox> thread_;  // Last: its destructor waits for Loop.
};

}  // namespace sluice

#endif  // SLUICE_CONNECTORS_SOCKET_SOCKET_RECEIVER_H_
