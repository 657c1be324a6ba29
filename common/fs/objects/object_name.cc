#include "common/fs/objects/object_name.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "common/base/str_cat.h"

namespace sluice {

std::string ObjectName::ToString() const {
  if (holder == 0) return file;
  return StrCat(file, "~", holder, offset.has_value() ? absl::StrFormat("@%019d", *offset) : "");
}

ObjectName ObjectName::Parse(std::string_view name) {
  const ObjectName plain{.file = std::string(name)};
  const size_t tilde = name.rfind('~');
  if (tilde == name.npos) return plain;
  const std::string_view token = name.substr(tilde + 1, name.find('@', tilde) - tilde - 1);
  ObjectName parsed{.file = std::string(name.substr(0, tilde))};
  if (!absl::SimpleAtoi(ToAbsl(token), &parsed.holder) || parsed.holder <= 0) return plain;
  const std::string_view rest = name.substr(tilde + 1 + token.size());
  if (rest.empty()) return parsed;
  int64_t offset = 0;
  if (!absl::SimpleAtoi(ToAbsl(rest.substr(1)), &offset)) return plain;
  parsed.offset = offset;
  return parsed;
}

}  // namespace sluice
