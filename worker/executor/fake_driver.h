#ifndef SLUICE_WORKER_EXECUTOR_FAKE_DRIVER_H_
#define SLUICE_WORKER_EXECUTOR_FAKE_DRIVER_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/base/cond_var.h"
#include "common/base/ids.h"
#include "common/base/mutex.h"
#include "common/base/version.h"
#include "common/net/transport.h"
#include "proto/executor.pb.h"

namespace sluice {

// An application driver that does only what a test tells it to, and remembers all it hears. Tests with real threads
// look at what it remembers in WaitUntil only.
class FakeDriver {
 public:
  FakeDriver(Transport& transport, const std::string& address) {
    auto accept = [this](const std::string&, const std::string&, std::shared_ptr<Link> link) {
      return LinkHandler{.on_frame = [this, link](Frame frame) { OnFrame(link, std::move(frame)); },
                         .on_closed = [this](absl::Status reason) { OnClosed(reason); }};
    };
    listener_ = *transport.Listen(address, accept);
  }

  void Send(const v1::Work& work, const std::string& body = "") {
    v1::ToExecutor message;
    *message.mutable_work() = work;
    Send(std::move(message), life, body);
  }
  void SendShutdown(const std::string& reason) {
    v1::ToExecutor message;
    message.mutable_shutdown()->set_reason(reason);
    Send(std::move(message), life);
  }
  void Send(v1::ToExecutor message, DriverLife as, const std::string& body = "") {
    message.set_life(as.value());
    Buffers buffers;
    if (!body.empty()) buffers.push_back(Buffer::FromString(body));
    (void)link->Send({message.SerializeAsString(), std::move(buffers)});
  }

  // Looks after every frame, for ten seconds of real time.
  bool WaitUntil(const std::function<bool()>& done) {
    MutexLock lock(&mu_);
    return changed_.WaitFor(mu_, absl::Seconds(10), done);
  }

  // An error refuses the executor.
  std::function<absl::Status(const v1::Attach&)> on_attach = [](const v1::Attach&) { return absl::OkStatus(); };

  std::string version = ThisVersion();
  DriverLife life = DriverLife(1);
  std::shared_ptr<Link> link;     // The executor that attached last is at its other end.
  std::vector<DriverLife> lives;  // Each frame's.
  std::vector<v1::Attach> attaches;
  std::vector<v1::BlockReport> blocks;
  std::vector<v1::CutDone> cuts;
  std::vector<v1::ReceiverReport> receivers;
  std::vector<v1::BroadcastWanted> broadcasts;
  std::vector<absl::Status> closed;
  std::vector<TaskId> ended;
  std::map<int64_t, v1::TaskReport> tasks;  // Keys are numbers in this life.
  std::map<int64_t, std::string> results;   // Keys are the same; a held one is as long as what has come.
  std::vector<v1::ResultPiece> pieces;
  std::vector<std::string> told;  // "block 0", "cut 1000", "receiver STOPPED", in order.
  int receivers_waiting_for_room = 0;

 private:
  void OnFrame(const std::shared_ptr<Link>& from, Frame frame) {
    MutexLock lock(&mu_);
    changed_.NotifyAll();
    v1::ToDriver message;
    message.ParseFromString(frame.head);
    lives.emplace_back(message.life());
    if (message.has_attach()) return OnAttach(from, message.attach());
    if (message.report().leaving()) told.push_back("leaving");
    if (message.report().has_metrics())
      receivers_waiting_for_room = message.report().metrics().waiting_receivers_size();
    const std::string body = Join(frame.body);
    size_t offset = 0;
    for (const auto& block : message.report().blocks()) {
      blocks.push_back(block);
      told.push_back("block " + std::to_string(block.block().id().number()));
    }
    for (const auto& cut : message.report().cuts()) {
      cuts.push_back(cut);
      told.push_back("cut " + std::to_string(cut.batch().time()));
    }
    for (const auto& task : message.report().tasks()) {
      const TaskId id(task.task());
      ended.push_back(id);
      if (id.life() == life) tasks[id.number()] = task;
      const int64_t bytes = task.is_held() ? 0 : task.result_bytes();
      if (id.life() == life) results[id.number()] = body.substr(offset, bytes);
      offset += bytes;
    }
    for (const auto& piece : message.report().results()) {
      pieces.push_back(piece);
      results[TaskId(piece.task()).number()] += body.substr(offset, piece.bytes());
      offset += piece.bytes();
    }
    for (const auto& wanted : message.report().broadcasts()) broadcasts.push_back(wanted);
    for (const auto& output : message.report().taken_outputs()) told.push_back("taken " + NameOf(output));
    for (const auto& output : message.report().refused_outputs()) told.push_back("refused " + NameOf(output));
    for (const auto& receiver : message.report().receivers()) {
      receivers.push_back(receiver);
      told.push_back("receiver " + v1::ReceiverReport::State_Name(receiver.state()));
    }
  }
  // "8/0": of map partition 0 of that shuffle.
  static std::string NameOf(const v1::MapOutput& output) {
    return std::to_string(ShuffleId(output.shuffle()).number()) + "/" + std::to_string(output.map_partition());
  }
  void OnAttach(const std::shared_ptr<Link>& from, const v1::Attach& attach) {
    attaches.push_back(attach);
    if (absl::Status refused = on_attach(attach); !refused.ok()) return from->Close(refused);
    link = from;
    v1::ToExecutor message;
    message.mutable_attached()->set_version(version);
    message.mutable_attached()->set_heartbeat_millis(250);
    message.mutable_attached()->set_lease_millis(2500);
    Send(std::move(message), life);
  }

  void OnClosed(const absl::Status& reason) {
    MutexLock lock(&mu_);
    changed_.NotifyAll();
    closed.push_back(reason);
  }

  Mutex mu_;
  CondVar changed_;
  std::unique_ptr<Listener> listener_;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_EXECUTOR_FAKE_DRIVER_H_
