#include "connectors/socket/socket_receiver.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "common/base/str_cat.h"

namespace sluice {
namespace {

// At a cut the kernel may hold more than this; what is left belongs to the next one. About 50 us of copying.
constexpr size_t kCutBytesMax = 512 << 10;
constexpr size_t kWakeBytesMax = 256 << 10;
constexpr int kWakesPerInterval = 8;
constexpr absl::Duration kTrimInterval = absl::Seconds(5);

void SetOption(int socket, int level, int name, int value) { setsockopt(socket, level, name, &value, sizeof value); }

// A source machine that vanished without a word is noticed after about 25 s.
void KeepAlive(int socket) {
  SetOption(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
  SetOption(socket, IPPROTO_TCP, TCP_KEEPIDLE, 10);
  SetOption(socket, IPPROTO_TCP, TCP_KEEPINTVL, 5);
  SetOption(socket, IPPROTO_TCP, TCP_KEEPCNT, 3);
}

}  // namespace

SocketReceiver::SocketReceiver(Address address, SocketReceiverOptions options)
    : address_(std::move(address)),
      options_(options),
      builder_(options.blocks, pool_),
      next_retry_(options.first_retry) {}

SocketReceiver::~SocketReceiver() { Stop(); }

void SocketReceiver::Start(ReceiverHost& host) {
  host_ = &host;
  thread_ = host.runtime().NewMailbox(StrCat("receiver-", host.context().stream.value()));
  thread_->Post([this] { Loop(); });
}

void SocketReceiver::Cut(const BatchKey& batch) {
  {
    MutexLock lock(&mu_);
    orders_.cuts.push_back(batch);
  }
  waker_->Wake();
}

void SocketReceiver::Stop() {
  {
    MutexLock lock(&mu_);
    orders_.stop = true;
  }
  waker_->Wake();
}

void SocketReceiver::SetRate(int64_t records_per_second) {
  {
    MutexLock lock(&mu_);
    orders_.rate = records_per_second;
  }
  waker_->Wake();
}

void SocketReceiver::Loop() {
  limit_.SetRate(host_->context().rate_max, Now());
  Connect();
  while (true) {
    Wait();
    Orders orders = TakeOrders();
    if (orders.rate.has_value()) limit_.SetRate(*orders.rate, Now());
    if (socket_) ReadAll(kCutBytesMax);
    if (!socket_) GoOnConnecting();
    if (!EndIntervalIfDue() && (orders.stop || !orders.cuts.empty())) EndInterval();
    for (const BatchKey& batch : orders.cuts) host_->CutDone(batch);
    if (orders.stop) break;
  }
  Report(SourceState::kStopped, "");
}

void SocketReceiver::Wait() {
  pollfd sources[2] = {{.fd = waker_->number(), .events = POLLIN}, {.fd = -1}};
  if (socket_ && MayRead()) sources[1] = {.fd = socket_.number(), .events = POLLIN};
  if (connector_) sources[1] = {.fd = connector_->number(), .events = POLLOUT};
  const absl::Time timer = NextTimer();
  const timespec limit = absl::ToTimespec(std::max(timer - Now(), absl::ZeroDuration()));
  ppoll(sources, 2, timer == absl::InfiniteFuture() ? nullptr : &limit, nullptr);
}

absl::Time SocketReceiver::NextTimer() const {
  const absl::Time connecting = connector_ ? connector_->deadline() : absl::InfiniteFuture();
  const absl::Time pause_end = socket_ && limit_.pause_end() > Now() ? limit_.pause_end() : absl::InfiniteFuture();
  return std::min({interval_end_, retry_at_, connecting, pause_end});
}

SocketReceiver::Orders SocketReceiver::TakeOrders() {
  waker_->Clear();
  MutexLock lock(&mu_);
  return std::exchange(orders_, Orders{});
}

bool SocketReceiver::EndIntervalIfDue() {
  if (Now() < interval_end_) return false;
  EndInterval();
  return true;
}

void SocketReceiver::EndInterval() {
  Keep(builder_.SealInterval());
  TrimPool();
  WakeAt(std::clamp<size_t>(interval_bytes_ / kWakesPerInterval, 1, kWakeBytesMax));
  interval_end_ = interval_bytes_ == 0 ? absl::InfiniteFuture() : Now() + host_->context().block_interval;
  interval_bytes_ = 0;
}

void SocketReceiver::TrimPool() {
  if (Now() < trim_at_) return;
  pool_->Trim();
  trim_at_ = Now() + kTrimInterval;
}

void SocketReceiver::Connect() {
  retry_at_ = absl::InfiniteFuture();
  connector_.emplace(address_, waker_, Now() + options_.connect_timeout);
}

void SocketReceiver::GoOnConnecting() {
  if (Now() >= retry_at_) Connect();
  if (!connector_) return;
  std::optional<absl::StatusOr<FileDescriptor>> result = connector_->Step(Now());
  if (!result) return;
  connector_.reset();
  if (result->ok()) return Connected(**std::move(result));
  Report(SourceState::kRetrying, std::string(result->status().message()));
  RetryAfter(next_retry_);
  next_retry_ = std::min(next_retry_ * 2, options_.max_retry);
}

void SocketReceiver::Connected(FileDescriptor socket) {
  socket_ = std::move(socket);
  KeepAlive(socket_.number());
  wake_at_bytes_ = 1;
  Report(SourceState::kStarted, StrCat("connected to ", ToString(address_)));
}

void SocketReceiver::RetryAfter(absl::Duration delay) {
  socket_ = FileDescriptor();
  retry_at_ = Now() + delay;
}

void SocketReceiver::ReadAll(size_t limit) {
  for (size_t bytes = 0; socket_ && bytes < limit && MayRead();) {
    if (!ReadOnce(&bytes)) break;
  }
  if (builder_.dropped_lines() == reported_drops_) return;
  reported_drops_ = builder_.dropped_lines();
  Report(SourceState::kStarted, StrCat("dropped a line from ", ToString(address_), " that is longer than ",
                                       options_.blocks.line_bytes_max, " bytes"));
}

// False: there is no more for now.
bool SocketReceiver::ReadOnce(size_t* bytes) {
  absl::Span<char> space = builder_.Space();
  if (limit_.limits()) space = space.first(std::min(space.size(), limit_.BytesAllowed(Now())));
  const ssize_t got = recv(socket_.number(), space.data(), space.size(), 0);
  if (got < 0 && errno == EINTR) return true;
  if (got < 0 && errno == EAGAIN) return false;
  if (got <= 0) {
    got == 0 ? SourceClosed() : SourceBroke(errno);
    return false;
  }
  next_retry_ = options_.first_retry;
  if (interval_end_ == absl::InfiniteFuture()) interval_end_ = Now() + host_->context().block_interval;
  if (limit_.limits()) limit_.Took({space.data(), static_cast<size_t>(got)}, Now());
  interval_bytes_ += got;
  *bytes += got;
  Keep(builder_.Commit(got));
  return static_cast<size_t>(got) == space.size();
}

bool SocketReceiver::MayRead() { return host_->HasRoom() && (!limit_.limits() || limit_.AllowsReading(Now())); }

void SocketReceiver::SourceClosed() {
  Keep(builder_.SealEnd());
  Report(SourceState::kClosed, StrCat(ToString(address_), " has closed the connection"));
  RetryAfter(options_.max_retry);
}

void SocketReceiver::SourceBroke(int error) {
  const size_t unfinished = builder_.DropUnfinishedLine();
  const std::string loss = unfinished == 0 ? "" : StrCat("; ", unfinished, " bytes of an unfinished line are dropped");
  Report(SourceState::kRetrying,
         StrCat("lost the connection to ", ToString(address_), ": ", std::strerror(error), loss));
  RetryAfter(next_retry_);
  next_retry_ = std::min(next_retry_ * 2, options_.max_retry);
}

// The more comes, the fewer wake-ups: whatever is there is read at the end of the interval and at a cut anyway.
void SocketReceiver::WakeAt(size_t bytes) {
  if (!socket_ || bytes == wake_at_bytes_) return;
  wake_at_bytes_ = bytes;
  SetOption(socket_.number(), SOL_SOCKET, SO_RCVLOWAT, static_cast<int>(bytes));
}

void SocketReceiver::Keep(std::optional<SealedBlock> block) {
  if (block) host_->Store(*std::move(block));
}

void SocketReceiver::Report(SourceState state, const std::string& message) {
  host_->Report({.state = state, .message = message, .dropped = builder_.dropped_lines()});
}

}  // namespace sluice
