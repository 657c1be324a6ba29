#include "engine/source/fake_partitioned_log.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "engine/source/fake_rdd.h"

namespace sluice {
namespace {

using PartitionEnds = std::vector<int64_t>;

Offset OffsetOf(const PartitionEnds& ends) {
  std::string text;
  for (size_t i = 0; i < ends.size(); ++i) absl::StrAppend(&text, i == 0 ? "" : ",", "\"", i, "\":", ends[i]);
  return {StrCat("{", text, "}")};
}

// A partition that came later than the offset has been read up to 0.
absl::StatusOr<PartitionEnds> EndsIn(const Offset& offset, size_t partitions) {
  absl::string_view text = offset.text;
  PartitionEnds ends;
  const bool has_braces = absl::ConsumePrefix(&text, "{") && absl::ConsumeSuffix(&text, "}");
  for (absl::string_view part : absl::StrSplit(text, ',', absl::SkipEmpty())) {
    int64_t end = 0;
    const bool is_next = absl::ConsumePrefix(&part, StrCat("\"", ends.size(), "\":"));
    if (is_next && absl::SimpleAtoi(part, &end)) ends.push_back(end);
  }
  if (!has_braces || OffsetOf(ends) != offset || ends.size() > partitions) {
    return absl::InvalidArgumentError(StrCat("no offset of a partitioned log: ", offset.text));
  }
  ends.resize(partitions);
  return ends;
}

}  // namespace

std::vector<int64_t> FakePartitionedLog::Ends() const {
  std::vector<int64_t> ends;
  for (const PartitionedLog::Partition& partition : log_->partitions) ends.push_back(partition.end());
  return ends;
}

absl::StatusOr<Offset> FakePartitionedLog::Initial() {
  SLUICE_RETURN_IF_ERROR(log_->answer);
  return OffsetOf(options_.from_latest ? Ends() : std::vector<int64_t>(log_->partitions.size()));
}

absl::StatusOr<Offset> FakePartitionedLog::Latest(const Offset& after, const ReadLimit& limit) {
  SLUICE_RETURN_IF_ERROR(log_->answer);
  std::vector<int64_t> ends = last_.empty() ? Ends() : last_;
  SLUICE_ASSIGN_OR_RETURN(const std::vector<int64_t> begins, EndsIn(after, ends.size()));
  const int64_t share = std::max<int64_t>(1, limit.rows_max / std::max<int64_t>(1, ends.size()));
  const int64_t rows_max = std::min(share, options_.partition_rows_max);
  for (size_t i = 0; i < ends.size(); ++i) ends[i] = begins[i] + std::min(ends[i] - begins[i], rows_max);
  return OffsetOf(ends);
}

absl::StatusOr<PlannedRange> FakePartitionedLog::Plan(const OffsetRange& range) {
  SLUICE_ASSIGN_OR_RETURN(const auto begins, EndsIn(range.after, log_->partitions.size()));
  SLUICE_ASSIGN_OR_RETURN(const auto ends, EndsIn(range.until, log_->partitions.size()));
  PlannedRange planned;
  std::vector<std::string> rows;
  for (size_t i = 0; i < ends.size(); ++i) {
    const PartitionedLog::Partition& partition = log_->partitions[i];
    if (begins[i] == ends[i]) continue;
    if (begins[i] < partition.begin || ends[i] > partition.end()) {
      return absl::DataLossError(StrCat("rows of partition ", i, " are not there any more: after=", begins[i],
                                        " until=", ends[i], " has after=", partition.begin));
    }
    const auto first = partition.rows.begin() - partition.begin;
    rows.insert(rows.end(), first + begins[i], first + ends[i]);
    planned.metadata.push_back(StrCat("partition ", i, ": ", begins[i], " to ", ends[i]));
  }
  planned.row_count = static_cast<int64_t>(rows.size());
  planned.rows = FakeRdd(rows);
  return planned;
}

absl::Status FakePartitionedLog::Commit(const Offset& until) {
  log_->committed = until.text;
  return absl::OkStatus();
}

absl::Status FakePartitionedLog::EndAt(absl::Time) {
  last_ = Ends();
  return absl::OkStatus();
}

}  // namespace sluice
