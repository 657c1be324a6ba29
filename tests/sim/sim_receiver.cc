#include "tests/sim/sim_receiver.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "common/base/str_cat.h"
#include "common/codec/module.h"

namespace sluice {
namespace {

const absl::Duration kFirstRetry = absl::Milliseconds(100);
const absl::Duration kLastRetry = absl::Seconds(2);
constexpr BlockBuilderOptions kSmallBlocks = {
    .first_buffer_bytes = 256, .block_bytes_max = 1 << 10, .line_bytes_max = 4 << 10};

thread_local SimSources* sim_sources = nullptr;

absl::StatusOr<std::unique_ptr<BlockReceiver>> MakeSimReceiver(const std::string& arguments) {
  int source = 0;
  const bool has_positions = arguments.ends_with('p');
  const std::string number = arguments.substr(0, arguments.size() - (has_positions ? 1 : 0));
  if (!absl::SimpleAtoi(number, &source)) return absl::InvalidArgumentError("damaged arguments of a SimReceiver");
  return std::make_unique<SimReceiver>(source, has_positions);
}

}  // namespace

void SetSimSources(SimSources* sources) { sim_sources = sources; }

OperatorRef SimReceiver::Ref(int source, bool has_positions) {
  return {.factory = FunctionNumber<&MakeSimReceiver>(),
          .arguments = StrCat(source, has_positions ? "p" : ""),
          .name = "simulated"};
}

SimReceiver::SimReceiver(int source, bool has_positions)
    : sources_(*sim_sources),
      source_(sources_.source(source)),
      has_positions_(has_positions),
      builder_(kSmallBlocks, BufferPool::Make()),
      next_retry_(kFirstRetry) {}

SimReceiver::~SimReceiver() {
  if (connection_) source_.Disconnect(*connection_);
}

void SimReceiver::Start(ReceiverHost& host) {
  host_ = &host;
  executor_ = sources_.ExecutorOf(host.runtime());
  const auto safe = host.context().positions.find("");
  if (safe != host.context().positions.end()) next_line_ = next_position_ = safe->second;
  mailbox_ = host.runtime().NewMailbox("receiver");
  limit_.SetRate(host.context().rate_max, host.runtime().clock().Now());
  mailbox_->Post([this] { Connect(); });
}

void SimReceiver::Cut(const BatchKey& batch) {
  mailbox_->Post([this, batch] {
    if (stopped_) return;
    ReadAll();
    SealInterval();
    host_->CutDone(batch);
  });
}

void SimReceiver::Stop() {
  mailbox_->Post([this] {
    if (stopped_) return;
    ReadAll();
    stopped_ = true;
    SealInterval();
    if (connection_) source_.Disconnect(*std::exchange(connection_, std::nullopt));
    host_->Report({.state = SourceState::kStopped, .dropped = builder_.dropped_lines()});
  });
}

void SimReceiver::OnRoom() {
  mailbox_->Post([this] { ReadAll(); });
}

void SimReceiver::SetRate(int64_t records_per_second) {
  mailbox_->Post([this, records_per_second] {
    limit_.SetRate(records_per_second, host_->runtime().clock().Now());
    ReadAll();
  });
}

void SimReceiver::Connect() {
  if (stopped_ || sources_.IsDead(host_->runtime())) return;
  absl::StatusOr<int> connection = source_.Connect(
      {.executor = executor_, .wake = [this] { mailbox_->Post([this] { ReadAll(); }); }, .from = next_line_});
  if (!connection.ok()) {
    host_->Report({SourceState::kRetrying, std::string(connection.status().message())});
    return RetryAfter(std::exchange(next_retry_, std::min(next_retry_ * 2, kLastRetry)));
  }
  connection_ = *connection;
  next_retry_ = kFirstRetry;
  host_->Report({SourceState::kStarted, "connected"});
}

void SimReceiver::RetryAfter(absl::Duration delay) {
  connection_.reset();
  mailbox_->PostAfter(delay, [this] { Connect(); });
}

void SimReceiver::ReadAll() {
  while (connection_ && !stopped_ && MayRead()) {
    const absl::Span<char> space = Space();
    absl::StatusOr<size_t> bytes = source_.Read(*connection_, space);
    if (!bytes.ok()) return Ended(bytes.status());
    if (*bytes == 0) return;
    if (limit_.limits()) limit_.Took({space.data(), *bytes}, host_->runtime().clock().Now());
    ScheduleSeal();
    next_line_ += std::count(space.begin(), space.begin() + static_cast<int64_t>(*bytes), '\n');
    Keep(builder_.Commit(*bytes));
  }
}

bool SimReceiver::MayRead() {
  const absl::Time now = host_->runtime().clock().Now();
  if (!host_->HasRoom()) return false;
  if (!limit_.limits() || limit_.AllowsReading(now)) return true;
  if (std::exchange(read_scheduled_, true)) return false;
  mailbox_->PostAfter(limit_.pause_end() - now, [this] {
    read_scheduled_ = false;
    ReadAll();
  });
  return false;
}

absl::Span<char> SimReceiver::Space() {
  const absl::Span<char> space = builder_.Space();
  return limit_.limits() ? space.first(std::min(space.size(), limit_.BytesAllowed(host_->runtime().clock().Now())))
                         : space;
}

void SimReceiver::Ended(const absl::Status& reason) {
  const bool orderly = absl::IsOutOfRange(reason);
  if (orderly) {
    Keep(builder_.SealEnd());
  } else {
    builder_.DropUnfinishedLine();
  }
  host_->Report({orderly ? SourceState::kClosed : SourceState::kRetrying, std::string(reason.message())});
  RetryAfter(orderly ? kLastRetry : kFirstRetry);
}

void SimReceiver::SealInterval() { Keep(builder_.SealInterval()); }

void SimReceiver::ScheduleSeal() {
  if (std::exchange(seal_scheduled_, true)) return;
  mailbox_->PostAfter(host_->context().block_interval, [this] {
    seal_scheduled_ = false;
    if (!stopped_) SealInterval();
  });
}

SourcePosition SimReceiver::NextPosition(int64_t records) {
  if (!source_.can_be_read_again()) return source_.PositionOf(records);
  const int64_t first = std::exchange(next_position_, next_position_ + records);
  return {.part = "", .first = first, .end = next_position_};
}

void SimReceiver::Keep(std::optional<SealedBlock> block) {
  if (!block) return;
  if (has_positions_) block->info.position = NextPosition(block->info.records);
  const std::string text(block->data.view());
  sources_.ledgers().Stored(text, executor_);
  host_->Store(*std::move(block), [&sources = sources_, text](const absl::Status& stored) {
    if (stored.ok()) sources.ledgers().Acknowledged(text);
  });
}

}  // namespace sluice
