#include "state/checkpoint/lease_object.h"

#include <string_view>

#include "absl/strings/numbers.h"
#include "common/base/status.h"
#include "common/fs/objects/object_view.h"

namespace sluice {
namespace {

// The token goes before what its holder has written, as another version of Sluice may have written that.
std::string ToBytes(const LeaseRecord& record) { return StrCat(record.token, "\n", EncodeLease(record)); }

absl::StatusOr<SeenLease> ParseBytes(std::string_view bytes, const std::string& path) {
  const size_t line = bytes.find('\n');
  SeenLease seen;
  if (line == bytes.npos || !absl::SimpleAtoi(ToAbsl(bytes.substr(0, line)), &seen.token) || seen.token <= 0) {
    return absl::DataLossError(StrCat("it does not say who uses the checkpoint directory: ", path,
                                      "; remove it once you are sure that no program does"));
  }
  seen.bytes = std::string(bytes.substr(line + 1));
  return seen;
}

}  // namespace

std::string LeaseObject::Key() const { return StrCat(ObjectView::LeaseFolder(prefix_), "holder"); }

std::string LeaseObject::PathOf(int64_t) const {
  ObjectPath path = ParseObjectPath(directory_);
  path.name = "lease/holder";
  return path.Text();
}

absl::StatusOr<LeaseObject::Seen> LeaseObject::Read() {
  const absl::StatusOr<StoredObject> object = store_.Get(Key());
  if (absl::IsNotFound(object.status())) return Seen();
  SLUICE_RETURN_IF_ERROR(object.status());
  SLUICE_ASSIGN_OR_RETURN(SeenLease lease, ParseBytes(object->bytes, PathOf(0)));
  return Seen{std::move(lease), object->version};
}

absl::StatusOr<SeenLease> LeaseObject::Look() {
  SLUICE_ASSIGN_OR_RETURN(Seen seen, Read());
  return std::move(seen.lease);
}

absl::Status LeaseObject::Put(const LeaseRecord& record, const PutIf& condition) {
  const absl::StatusOr<std::string> version = store_.Put(Key(), ToBytes(record), condition);
  MutexLock lock(&mu_);
  version_ = version.ok() ? *version : "";
  return version.status();
}

absl::Status LeaseObject::Take(const LeaseRecord& record) {
  SLUICE_ASSIGN_OR_RETURN(const Seen seen, Read());
  if (seen.lease.token != record.token - 1) {
    return absl::AbortedError(StrCat("somebody else has ", PathOf(0), ", token ", seen.lease.token));
  }
  const bool is_first = seen.version.empty();
  SLUICE_RETURN_IF_ERROR(Put(record, is_first ? PutIf::New() : PutIf::Version(seen.version)));
  if (is_first) SLUICE_RETURN_IF_ERROR(CheckRefusesPuts());
  return ObjectView::Begin(store_, prefix_, record.token);
}

// Some stores pass by conditions that they do not know.
absl::Status LeaseObject::CheckRefusesPuts() {
  const std::string probe = StrCat(ObjectView::LeaseFolder(prefix_), "probe");
  SLUICE_RETURN_IF_ERROR(store_.Put(probe, "", PutIf::Always()).status());
  const absl::Status again = store_.Put(probe, "again", PutIf::New()).status();
  SLUICE_RETURN_IF_ERROR(store_.Remove(probe));
  if (absl::IsAborted(again)) return absl::OkStatus();
  SLUICE_RETURN_IF_ERROR(again);
  store_.Remove(Key()).IgnoreError();
  return absl::FailedPreconditionError(
      StrCat("the object store replaces what a put with If-None-Match must not, so nothing keeps two programs apart: ",
             PathOf(0), "; use one that knows conditional puts, or a directory on a disk"));
}

// The answer of a former renewal may have been lost: nobody else has this token.
absl::Status LeaseObject::Renew(const LeaseRecord& record) {
  std::string version;
  {
    MutexLock lock(&mu_);
    version = version_;
  }
  if (!version.empty()) {
    const absl::Status renewed = Put(record, PutIf::Version(version));
    if (!absl::IsAborted(renewed)) return renewed;
  }
  SLUICE_ASSIGN_OR_RETURN(const Seen seen, Read());
  if (seen.lease.token == record.token) return Put(record, PutIf::Version(seen.version));
  return absl::AbortedError(StrCat("somebody else has ", PathOf(0), ", token ", seen.lease.token));
}

}  // namespace sluice
