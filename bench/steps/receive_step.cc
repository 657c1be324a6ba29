#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>

#include "bench/line_source.h"
#include "bench/steps/loopback.h"
#include "bench/steps/step.h"
#include "common/actor/runtime.h"
#include "common/base/check.h"
#include "connectors/socket/socket_receiver.h"

namespace sluice {
namespace {

constexpr int64_t kLines = 5'000'000;

// Counts what it gets and lets it go.
class CountingHost : public ReceiverHost {
 public:
  Runtime& runtime() override { return ThreadRuntime(); }
  const ReceiverContext& context() const override { return context_; }
  bool HasRoom() const override { return true; }
  void Store(SealedBlock block, StoreDone) override { records_ += block.info.records; }
  void CutDone(const BatchKey&) override {}
  void Report(SourceReport report) override {
    if (report.state == SourceState::kClosed) closed_->Set();
  }

  int64_t RecordsAtEnd() {
    SLUICE_CHECK(closed_->Wait(absl::Minutes(1)));
    return records_;
  }

 private:
  const ReceiverContext context_{.stream = StreamId(1), .epoch = Epoch(1)};
  const std::shared_ptr<Event> closed_ = ThreadRuntime().NewEvent();
  std::atomic<int64_t> records_{0};
};

double CpuSecondsOfThisThread() {
  rusage usage;
  getrusage(RUSAGE_THREAD, &usage);
  return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + 1e-6 * (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

void SendLines(LoopbackListener& listener, LineSource& source) {
  const FileDescriptor socket = listener.Accept();
  for (int64_t left = kLines; left > 0;) {
    const int64_t sent = source.Send(socket.number(), std::min<int64_t>(left, 4000));
    SLUICE_CHECK(sent > 0);
    left -= sent;
  }
}

// `receive` runs on other threads while this one sends; what sending costs is not counted.
Cost CostBesideSender(const std::function<void()>& receive) {
  const double sender = CpuSecondsOfThisThread();
  Cost cost = CostOf(receive);
  cost.cpu_seconds -= CpuSecondsOfThisThread() - sender;
  return cost;
}

void ReceiveBlocks(LoopbackListener& listener, LineSource& source) {
  CountingHost host;
  SocketReceiver receiver({"127.0.0.1", static_cast<uint16_t>(listener.port())}, {});
  receiver.Start(host);
  SendLines(listener, source);
  SLUICE_CHECK(host.RecordsAtEnd() == kLines);
}

void ReceiveBytes(LoopbackListener& listener, LineSource& source) {
  std::thread receiver([&] { SLUICE_CHECK(ReceiveAll(listener.Connect()) == kLines * 100); });
  SendLines(listener, source);
  receiver.join();
}

}  // namespace

void ReceiveStep() {
  const std::unique_ptr<LineSource> source = NewZipfSource(200'000);
  LoopbackListener listener;
  const Cost blocks = BestCostOf([&] { return CostBesideSender([&] { ReceiveBlocks(listener, *source); }); });
  const Cost bytes = BestCostOf([&] { return CostBesideSender([&] { ReceiveBytes(listener, *source); }); });
  PrintStep(kLines, blocks, bytes);
}

}  // namespace sluice
