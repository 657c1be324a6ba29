#include "api/dstream/program_names.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/ascii.h"
#include "api/core/error.h"
#include "common/base/printable.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "engine/dstream/shown_rows.h"

namespace sluice::internal {
namespace {

constexpr size_t kOutputMax = 200;  // Records of databases have room for so many.

bool IsName(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_';
  });
}

}  // namespace

void ProgramNames::AddUid(const std::string& uid) {
  if (!IsName(uid)) {
    throw Error(absl::InvalidArgumentError(StrCat("a uid is of letters, digits, - and _: uid=", uid)));
  }
  if (!uids_.insert(uid).second) {
    throw Error(absl::InvalidArgumentError(StrCat("two streams have the uid ", uid, "; each needs its own")));
  }
}

void ProgramNames::AddOutput(const std::string& name) {
  if (!IsName(name) || name.size() > kOutputMax) {
    throw Error(absl::InvalidArgumentError(StrCat("the name of an output is of letters, digits, - and _, at most ",
                                                  kOutputMax, " of them: output=", name)));
  }
  if (!outputs_.insert(name).second) {
    throw Error(absl::InvalidArgumentError(StrCat("two outputs have the name ", name, "; each needs its own")));
  }
}

void ProgramNames::AddDashboard(const std::string& name) {
  ThrowIfError(CheckSize("the name of a dashboard", name));
  if (dashboards_.size() == kDashboardsMax) {
    throw Error(
        absl::InvalidArgumentError(StrCat("too many dashboards: ", kDashboardsMax + 1, " max=", kDashboardsMax)));
  }
  if (!dashboards_.insert(name).second) {
    throw Error(absl::InvalidArgumentError(StrCat("two dashboards have the name ", name, "; each needs its own")));
  }
}

}  // namespace sluice::internal
