#ifndef SLUICE_TESTS_SIM_SIM_RECEIVER_H_
#define SLUICE_TESTS_SIM_SIM_RECEIVER_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/actor/runtime.h"
#include "connectors/socket/line_limit.h"
#include "engine/lineage/node.h"
#include "engine/source/block_builder.h"
#include "engine/source/block_receiver.h"
#include "tests/sim/run_ledgers.h"
#include "tests/sim/sim_source.h"

namespace sluice {

// What receivers of a simulation reach besides their host. Set while a simulation runs in this thread.
class SimSources {
 public:
  virtual ~SimSources() = default;
  virtual SimSource& source(int number) = 0;
  virtual RunLedgers& ledgers() = 0;
  // The process that runs on it; one that was killed may go on for a while, but reaches nobody.
  virtual ExecutorId ExecutorOf(const Runtime& runtime) = 0;
  virtual bool IsDead(const Runtime& runtime) = 0;
};
void SetSimSources(SimSources* sources);

// Reads a SimSource as a SocketReceiver reads a socket: the same blocks, states and retries, without the thread.
class SimReceiver : public BlockReceiver {
 public:
  // `has_positions`: it says which records of its source each block has.
  SimReceiver(int source, bool has_positions);
  ~SimReceiver() override;
  static OperatorRef Ref(int source, bool has_positions = false);

  void Start(ReceiverHost& host) override;
  void Cut(const BatchKey& batch) override;
  void Stop() override;
  void OnRoom() override;
  void SetRate(int64_t records_per_second) override;

 private:
  void Connect();
  void RetryAfter(absl::Duration delay);
  void ReadAll();
  bool MayRead();
  absl::Span<char> Space();
  void Ended(const absl::Status& reason);
  void SealInterval();
  void ScheduleSeal();
  void Keep(std::optional<SealedBlock> block);
  SourcePosition NextPosition(int64_t records);

  SimSources& sources_;
  SimSource& source_;
  const bool has_positions_;
  ReceiverHost* host_ = nullptr;
  ExecutorId executor_;
  BlockBuilder builder_;
  LineLimit limit_;
  bool read_scheduled_ = false;
  std::optional<int> connection_;
  absl::Duration next_retry_;
  int64_t next_line_ = 0;      // The next connection begins with it, if the source can be read again.
  int64_t next_position_ = 0;  // The next block does.
  bool seal_scheduled_ = false;
  bool stopped_ = false;
  std::unique_ptr<Mailbox> mailbox_;  // Last: its tasks use the rest.
};

}  // namespace sluice

#endif  // SLUICE_TESTS_SIM_SIM_RECEIVER_H_
