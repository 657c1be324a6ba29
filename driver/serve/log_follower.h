#ifndef SLUICE_DRIVER_SERVE_LOG_FOLLOWER_H_
#define SLUICE_DRIVER_SERVE_LOG_FOLLOWER_H_

#include <functional>
#include <memory>

#include "common/actor/mailbox.h"
#include "common/net/transport.h"
#include "driver/serve/cluster_host.h"

namespace sluice {

// Sends what one process prints, or has printed since `from`, as v1::Output frames or their like to a link: what is
// there already, and with `follow` what comes until the process ends. Looks every 100 ms, reads no faster than the link
// takes it. Used in the host's mailbox only.
class LogFollower : public std::enable_shared_from_this<LogFollower> {
 public:
  struct Options {
    ApplicationId application;
    int executor = LogPlace::kDriver;
    bool follow = false;
    v1::OutputOffsets from = {};
  };
  using Send = std::function<absl::Status(const v1::Output& output, std::string bytes)>;
  // `on_end` is called once unless Cancel is: OK when all is sent.
  LogFollower(ClusterHost& host, Mailbox& mailbox, Options options, Send send, std::function<void(absl::Status)> on_end)
      : host_(host),
        mailbox_(mailbox),
        options_(std::move(options)),
        send_(std::move(send)),
        on_end_(std::move(on_end)) {
    streams_[false].offset = options_.from.output();
    streams_[true].offset = options_.from.error();
  }

  void Start();
  void Cancel() { on_end_ = nullptr; }

 private:
  struct Stream {
    int64_t offset = 0;
    bool done = false;
  };
  void Read(bool error_stream);
  void ReadLater(bool error_stream);
  void Take(bool error_stream, absl::StatusOr<LogPiece> piece);
  void End(const absl::Status& status);

  ClusterHost& host_;
  Mailbox& mailbox_;
  const Options options_;
  const Send send_;
  std::function<void(absl::Status)> on_end_;  // Null: ended or cancelled.
  Stream streams_[2];
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_SERVE_LOG_FOLLOWER_H_
