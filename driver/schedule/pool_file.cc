#include <optional>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "driver/schedule/pools.h"

// The little XML that Spark's fairscheduler.xml uses: <pool name="a"> with <schedulingMode>, <weight> and <minShare>.

namespace sluice {
namespace {

// Removes and returns what is before the next `end`, and `end` itself.
std::optional<std::string_view> TakeUntil(std::string_view& text, std::string_view end) {
  const size_t at = text.find(end);
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view taken = text.substr(0, at);
  text.remove_prefix(at + end.size());
  return taken;
}

absl::StatusOr<std::string> WithoutComments(std::string_view xml) {
  std::string text;
  while (std::optional<std::string_view> before = TakeUntil(xml, "<!--")) {
    text += *before;
    if (!TakeUntil(xml, "-->")) return absl::InvalidArgumentError("a comment has no end");
  }
  return text.append(xml);
}

std::optional<std::string> Element(std::string_view pool, const char* name) {
  if (!TakeUntil(pool, StrCat("<", name, ">"))) return std::nullopt;
  std::string value(TakeUntil(pool, StrCat("</", name, ">")).value_or(""));
  absl::StripAsciiWhitespace(&value);
  return value;
}

absl::Status ReadNumber(std::string_view pool, const char* name, int min, int& number) {
  std::optional<std::string> text = Element(pool, name);
  if (!text.has_value() || (absl::SimpleAtoi(*text, &number) && number >= min)) return absl::OkStatus();
  return absl::InvalidArgumentError(StrCat(name, " must be a whole number from ", min, ": \"", *text, "\""));
}

absl::StatusOr<PoolSpec> ParsePool(std::string_view pool) {
  PoolSpec spec;
  const std::string mode = absl::AsciiStrToUpper(Element(pool, "schedulingMode").value_or("FIFO"));
  if (mode != "FIFO" && mode != "FAIR") {
    return absl::InvalidArgumentError(StrCat("schedulingMode must be FIFO or FAIR: \"", mode, "\""));
  }
  spec.mode = mode == "FAIR" ? SchedulingMode::kFair : SchedulingMode::kFifo;
  SLUICE_RETURN_IF_ERROR(ReadNumber(pool, "weight", 1, spec.weight));
  SLUICE_RETURN_IF_ERROR(ReadNumber(pool, "minShare", 0, spec.min_share));
  return spec;
}

}  // namespace

absl::StatusOr<std::map<std::string, PoolSpec>> ParsePools(std::string_view xml) {
  SLUICE_ASSIGN_OR_RETURN(const std::string text, WithoutComments(xml));
  std::string_view left = text;
  if (!TakeUntil(left, "<allocations>")) return absl::InvalidArgumentError("it has no <allocations>");
  std::map<std::string, PoolSpec> pools;
  while (TakeUntil(left, "<pool")) {
    std::optional<std::string_view> attributes = TakeUntil(left, ">");
    std::optional<std::string_view> pool = TakeUntil(left, "</pool>");
    if (!attributes.has_value() || !pool.has_value()) return absl::InvalidArgumentError("a <pool> has no end");
    if (!TakeUntil(*attributes, "name=\"")) return absl::InvalidArgumentError("a <pool> has no name");
    const std::string name(TakeUntil(*attributes, "\"").value_or(""));
    absl::StatusOr<PoolSpec> spec = ParsePool(*pool);
    if (!spec.ok()) return Annotate(spec.status(), "pool \"", name, "\"");
    pools[name] = *spec;
  }
  return pools;
}

}  // namespace sluice
