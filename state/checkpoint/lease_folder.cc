#include "state/checkpoint/lease_folder.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "common/base/status.h"

namespace sluice {
namespace {

constexpr std::string_view kPrefix = "lease-";

// Of a step that only one of several can take: somebody else has been faster.
absl::Status Raced(const absl::Status& step) {
  const bool is_late = absl::IsNotFound(step) || absl::IsAlreadyExists(step);
  return is_late ? absl::AbortedError(step.message()) : step;
}

}  // namespace

std::string LeaseFolder::PathOf(int64_t token) const { return StrCat(directory_, "/", kPrefix, token); }

int64_t LeaseFolder::TokenOf(std::string_view name) {
  int64_t token = 0;
  const bool is_lease = name.starts_with(kPrefix) && absl::SimpleAtoi(ToAbsl(name.substr(kPrefix.size())), &token);
  return is_lease ? std::max<int64_t>(token, 0) : 0;
}

absl::StatusOr<int64_t> LeaseFolder::Newest() const {
  SLUICE_ASSIGN_OR_RETURN(const std::vector<std::string> names, files_.List(directory_));
  int64_t newest = 0;
  for (const std::string& name : names) newest = std::max(newest, TokenOf(name));
  return newest;
}

absl::StatusOr<SeenLease> LeaseFolder::Look() {
  SLUICE_ASSIGN_OR_RETURN(const int64_t token, Newest());
  if (token == 0) return SeenLease();
  const absl::StatusOr<Buffer> bytes = files_.Read(PathOf(token) + "/holder");
  if (absl::IsNotFound(bytes.status())) return SeenLease{token, ""};
  SLUICE_RETURN_IF_ERROR(bytes.status());
  return SeenLease{token, std::string(bytes->view())};
}

absl::Status LeaseFolder::Write(const std::string& path, const LeaseRecord& record) {
  return files_.Publish(path + "/holder", EncodeLease(record));
}

absl::Status LeaseFolder::Take(const LeaseRecord& record) {
  const absl::Status taken = record.token == 1 ? TakeFirst(record) : TakeOver(record);
  if (taken.ok()) {
    RemoveOthers(record.token);
  } else {
    files_.RemoveTree(passing_).IgnoreError();
  }
  return taken;
}

// It appears with all that is in it. Another one may have been there in between, and taken over: that has a greater
// number then, and counts.
absl::Status LeaseFolder::TakeFirst(const LeaseRecord& record) {
  SLUICE_RETURN_IF_ERROR(files_.MakeFolder(passing_ + "/writing"));
  SLUICE_RETURN_IF_ERROR(Raced(Write(passing_, record)));
  SLUICE_RETURN_IF_ERROR(Raced(files_.Rename(passing_, PathOf(record.token))));
  SLUICE_ASSIGN_OR_RETURN(const int64_t newest, Newest());
  if (newest == record.token) return absl::OkStatus();
  files_.RemoveTree(PathOf(record.token)).IgnoreError();
  return absl::AbortedError(StrCat("somebody else has ", PathOf(newest)));
}

// The door is another folder, not only another name: machines that share the disk may remember the former one. No step
// makes the lease's folder again, which somebody else may have taken meanwhile.
absl::Status LeaseFolder::TakeOver(const LeaseRecord& record) {
  const std::string path = PathOf(record.token);
  SLUICE_RETURN_IF_ERROR(files_.MakeFolder(passing_));
  SLUICE_RETURN_IF_ERROR(Raced(files_.Rename(PathOf(record.token - 1), path)));
  SLUICE_RETURN_IF_ERROR(files_.RemoveTree(DoorOf(record.token)));
  SLUICE_RETURN_IF_ERROR(Raced(files_.Rename(passing_, DoorOf(record.token))));
  return Raced(Write(path, record));
}

absl::Status LeaseFolder::Renew(const LeaseRecord& record) { return Raced(Write(PathOf(record.token), record)); }

// What others have not lived to make a lease of.
void LeaseFolder::RemoveOthers(int64_t token) {
  const absl::StatusOr<std::vector<std::string>> names = files_.List(directory_);
  for (const std::string& name : names.ok() ? *names : std::vector<std::string>()) {
    const int64_t other = TokenOf(name);
    const bool is_left_over = other == 0 ? name.starts_with("lease-new-") : other < token;
    if (is_left_over) files_.RemoveTree(StrCat(directory_, "/", name)).IgnoreError();
  }
}

}  // namespace sluice
