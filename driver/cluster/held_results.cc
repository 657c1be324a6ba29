#include "driver/cluster/held_results.h"

#include <utility>

#include "common/base/body_splitter.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"

namespace sluice {
namespace {

// Far more than a task may give, and their sum is a number.
constexpr int64_t kResultBytesMax = int64_t{1} << 40;

absl::StatusOr<int64_t> BytesOf(const v1::TaskReport& report) {
  for (int64_t bytes : {report.result_bytes(), report.updates_bytes()}) {
    if (bytes < 0 || bytes > kResultBytesMax) {
      return absl::InvalidArgumentError(StrCat("a task result cannot be so large: bytes=", bytes));
    }
  }
  return report.result_bytes() + report.updates_bytes();
}

absl::StatusOr<Buffers> Take(int64_t bytes, BodySplitter& body) {
  std::optional<Buffers> taken = body.Take(bytes);
  if (bytes < 0 || !taken) {
    return absl::InvalidArgumentError(StrCat("the frame ends before a task result: wanted=", bytes));
  }
  return *std::move(taken);
}

}  // namespace

absl::StatusOr<std::vector<EndedTask>> HeldResults::OnReport(const v1::Report& report, Buffers body) {
  BodySplitter splitter(std::move(body));
  std::vector<EndedTask> ended;
  for (const v1::TaskReport& task : report.tasks()) {
    SLUICE_ASSIGN_OR_RETURN(const int64_t bytes, BytesOf(task));
    if (task.is_held() && bytes > 0) {
      wanted_.push_back({task, {}});
    } else {
      SLUICE_ASSIGN_OR_RETURN(Buffers result, Take(bytes, splitter));
      ended.push_back({task, std::move(result)});
    }
  }
  for (const v1::ResultPiece& piece : report.results()) {
    SLUICE_ASSIGN_OR_RETURN(Buffers bytes, Take(piece.bytes(), splitter));
    std::optional<EndedTask> task = OnPiece(piece, std::move(bytes));
    if (task.has_value()) ended.push_back(*std::move(task));
  }
  return ended;
}

std::optional<EndedTask> HeldResults::OnPiece(const v1::ResultPiece& piece, Buffers bytes) {
  const bool is_wanted =
      is_asked_ && piece.task() == wanted_.front().report.task() && piece.offset() == arrived_bytes();
  if (!is_wanted) return std::nullopt;
  is_asked_ = false;
  EndedTask& first = wanted_.front();
  first.bytes.insert(first.bytes.end(), bytes.begin(), bytes.end());
  const int64_t missing = first.report.result_bytes() + first.report.updates_bytes() - arrived_bytes();
  if (!bytes.empty() && missing > 0) return std::nullopt;
  EndedTask ended = std::move(first);
  wanted_.pop_front();
  if (missing == 0) return ended;
  v1::TaskReport cancelled;
  cancelled.set_task(ended.report.task());
  cancelled.set_outcome(v1::TaskReport::CANCELLED);
  return EndedTask{std::move(cancelled), {}};
}

std::optional<v1::ResultWanted> HeldResults::TakeQuestion() {
  if (wanted_.empty() || std::exchange(is_asked_, true)) return std::nullopt;
  v1::ResultWanted question;
  question.set_task(wanted_.front().report.task());
  question.set_offset(arrived_bytes());
  return question;
}

}  // namespace sluice
