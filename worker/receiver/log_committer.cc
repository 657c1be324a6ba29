#include "worker/receiver/log_committer.h"

#include <iterator>

#include "common/base/status.h"
#include "common/base/str_cat.h"

namespace sluice {

LogCommitter::LogCommitter(Runtime& runtime, Files& files, ReceivedLogWriter::Options options, Trouble trouble)
    : files_(files),
      options_(std::move(options)),
      trouble_(std::move(trouble)),
      mailbox_(runtime.NewMailbox(StrCat("receiver-log-", options_.stream.value()))) {}

void LogCommitter::Open(Opened opened) {
  mailbox_->Post([this, opened = std::move(opened)]() mutable { TryToOpen(std::move(opened)); });
}

void LogCommitter::TryToOpen(Opened opened) {
  absl::StatusOr<LoggedBlocks> begun = Begin();
  if (begun.ok() || absl::IsFailedPrecondition(begun.status())) return opened(std::move(begun));
  if (absl::IsAborted(begun.status())) {  // A driver that does not know yet would order it again and again.
    return mailbox_->PostAfter(kRetry, [opened = std::move(opened), begun = std::move(begun)] { opened(begun); });
  }
  trouble_(begun.status());
  mailbox_->PostAfter(kRetry, [this, opened = std::move(opened)]() mutable { TryToOpen(std::move(opened)); });
}

absl::StatusOr<LoggedBlocks> LogCommitter::Begin() {
  SLUICE_ASSIGN_OR_RETURN(writer_, ReceivedLogWriter::Open(files_, options_));
  return FindLoggedBlocks(files_, ReceivedLogNames(options_.place.folder), options_.stream, options_.epoch);
}

void LogCommitter::Append(const HeldBlock& block, Buffers data, Done done) {
  MutexLock lock(&mu_);
  pending_.push_back({block, std::move(data), std::move(done)});
  if (std::exchange(commits_, true)) return;
  mailbox_->Post([this] { CommitNext(); });
}

std::vector<LogCommitter::Pending> LogCommitter::TakeNext() {
  MutexLock lock(&mu_);
  std::vector<Pending> next;
  for (int64_t bytes = 0; !pending_.empty(); pending_.pop_front()) {
    bytes += static_cast<int64_t>(TotalBytes(pending_.front().data));
    if (!next.empty() && bytes > kCommitBytesMax) break;
    next.push_back(std::move(pending_.front()));
  }
  commits_ = !next.empty();
  return next;
}

void LogCommitter::CommitNext() {
  std::vector<Pending> blocks = TakeNext();
  if (blocks.empty()) return;
  const absl::Status written = Write(blocks);
  if (!written.ok() && !absl::IsFailedPrecondition(written)) {
    trouble_(written);
    PutBack(std::move(blocks));
    return mailbox_->PostAfter(kRetry, [this] { CommitNext(); });
  }
  for (Pending& block : blocks) {
    block.done(written.ok() ? absl::StatusOr<PlaceInLog>(block.place) : absl::StatusOr<PlaceInLog>(written));
  }
  mailbox_->Post([this] { CommitNext(); });
}

absl::Status LogCommitter::Write(std::vector<Pending>& blocks) {
  for (Pending& block : blocks) {
    SLUICE_ASSIGN_OR_RETURN(block.place, writer_->Append(block.block.id, block.block.info, block.data));
  }
  return writer_->Commit();
}

void LogCommitter::PutBack(std::vector<Pending> blocks) {
  MutexLock lock(&mu_);
  pending_.insert(pending_.begin(), std::move_iterator(blocks.begin()), std::move_iterator(blocks.end()));
}

}  // namespace sluice
