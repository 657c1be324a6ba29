#include "driver/gateway/local_master.h"

#include <charconv>

namespace sluice::gateway {

std::optional<int> LocalSlots(std::string_view master) {
  constexpr std::string_view kBegin = "local[";
  if (master == "local") return 1;
  if (master.substr(0, kBegin.size()) != kBegin) return std::nullopt;
  int slots = 0;
  const char* const from = master.data() + kBegin.size();
  const auto [rest, error] = std::from_chars(from, master.data() + master.size(), slots);
  const bool has_end = error == std::errc() && rest != master.data() + master.size() && (*rest == ']' || *rest == ',');
  return has_end && slots > 0 ? std::optional(slots) : std::nullopt;
}

}  // namespace sluice::gateway
