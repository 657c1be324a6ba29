#ifndef SLUICE_COMMON_NET_TRANSPORT_WORLD_H_
#define SLUICE_COMMON_NET_TRANSPORT_WORLD_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/cond_var.h"
#include "common/base/mutex.h"
#include "common/net/transport.h"

namespace sluice {

// Remembers what one end of a link was told. Thread-safe.
class Recorder {
 public:
  // `then` runs after a frame was noted.
  LinkHandler Handler(std::function<void(const Frame&)> then = nullptr) {
    return {.on_frame =
                [this, then](Frame frame) {
                  Note([&] { frames_.push_back(frame); });
                  if (then) then(frame);
                },
            .on_closed = [this](absl::Status reason) { Note([&] { closings_.push_back(std::move(reason)); }); }};
  }

  template <class Function>
  auto Locked(Function function) {
    MutexLock lock(&mu_);
    return function();
  }
  std::vector<Frame> frames() {
    return Locked([&] { return frames_; });
  }
  std::vector<absl::Status> closings() {
    return Locked([&] { return closings_; });
  }

  // For threads; false after `limit`.
  bool Wait(const std::function<bool()>& done, absl::Duration limit) {
    MutexLock lock(&mu_);
    return changed_.WaitFor(mu_, limit, done);
  }
  size_t frame_count() const { return frames_.size(); }      // Inside Locked or Wait.
  size_t closing_count() const { return closings_.size(); }  // Inside Locked or Wait.

 private:
  template <class Function>
  void Note(Function function) {
    MutexLock lock(&mu_);
    function();
    changed_.NotifyAll();
  }

  Mutex mu_;
  CondVar changed_;
  std::vector<Frame> frames_;
  std::vector<absl::Status> closings_;
};

// Where the contract of Transport is tested: two sides that can reach each other, and a way to wait.
class TransportWorld {
 public:
  virtual ~TransportWorld() = default;
  virtual Transport& server() = 0;
  virtual Transport& client() = 0;
  virtual std::string free_address() const = 0;    // The server may listen there; its port is 0.
  virtual std::string unused_address() const = 0;  // Where nobody listens.
  virtual bool Wait(Recorder& recorder, const std::function<bool()>& done) = 0;
};
std::unique_ptr<TransportWorld> NewGrpcWorld();
std::unique_ptr<TransportWorld> NewInProcessWorld();
std::unique_ptr<TransportWorld> NewSimWorld();

}  // namespace sluice

#endif  // SLUICE_COMMON_NET_TRANSPORT_WORLD_H_
