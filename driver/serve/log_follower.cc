#include "driver/serve/log_follower.h"

#include <utility>

namespace sluice {
namespace {

constexpr absl::Duration kLookEvery = absl::Milliseconds(100);

}  // namespace

void LogFollower::Start() {
  Read(false);
  Read(true);
}

void LogFollower::Read(bool error_stream) {
  if (on_end_ == nullptr) return;
  const LogPlace place{options_.application, options_.executor, error_stream};
  host_.ReadLog(place, streams_[error_stream].offset,
                [self = shared_from_this(), error_stream](absl::StatusOr<LogPiece> piece) {
                  self->Take(error_stream, std::move(piece));
                });
}

void LogFollower::ReadLater(bool error_stream) {
  mailbox_.PostAfter(kLookEvery, [self = shared_from_this(), error_stream] { self->Read(error_stream); });
}

void LogFollower::Take(bool error_stream, absl::StatusOr<LogPiece> piece) {
  if (on_end_ == nullptr) return;
  if (!piece.ok()) return End(piece.status());
  Stream& stream = streams_[error_stream];
  if (!piece->bytes.empty()) {
    v1::Output output;
    output.set_error_stream(error_stream);
    output.set_next_offset(piece->next_offset);
    const absl::Status sent = send_(output, std::move(piece->bytes));
    if (absl::IsResourceExhausted(sent)) return ReadLater(error_stream);  // It goes on at the same offset.
    if (!sent.ok()) return End(sent);
    stream.offset = piece->next_offset;
    // By way of the mailbox, so that a long log does not hold up everything else.
    return mailbox_.Post([self = shared_from_this(), error_stream] { self->Read(error_stream); });
  }
  if (piece->running && options_.follow) return ReadLater(error_stream);
  stream.done = true;
  if (streams_[!error_stream].done) End(absl::OkStatus());
}

void LogFollower::End(const absl::Status& status) {
  if (auto on_end = std::exchange(on_end_, nullptr)) on_end(status);
}

}  // namespace sluice
