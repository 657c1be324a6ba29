#include "driver/application/message_limits.h"

#include <cstdint>
#include <string_view>

#include "common/base/pieces.h"
#include "common/base/str_cat.h"

namespace sluice {
namespace {

// A frame that a slow link takes within a lease.
constexpr int64_t kReceiversBytesMax = 16 << 20;

}  // namespace

absl::Status CheckProperties(const std::map<std::string, std::string>& properties) {
  int64_t bytes = 0;
  std::string_view largest;
  for (const auto& [key, value] : properties) {
    bytes += static_cast<int64_t>(key.size() + value.size());
    if (largest.empty() || value.size() > properties.find(std::string(largest))->second.size()) largest = key;
  }
  if (bytes <= kSmallBytesMax) return absl::OkStatus();
  return absl::InvalidArgumentError(
      StrCat("the local properties of the thread are too large to go with each task of the job: bytes=", bytes,
             " max=", kSmallBytesMax, ", the largest is ", largest, "; broadcast large values"));
}

absl::Status CheckReceivers(const std::vector<InputStreamSpec>& inputs) {
  int64_t bytes = 0;
  const InputStreamSpec* largest = nullptr;
  for (const InputStreamSpec& input : inputs) {
    bytes += static_cast<int64_t>(input.receiver.arguments.size());
    const bool is_larger = largest == nullptr || input.receiver.arguments.size() > largest->receiver.arguments.size();
    if (is_larger) largest = &input;
  }
  if (bytes <= kReceiversBytesMax) return absl::OkStatus();
  return absl::InvalidArgumentError(StrCat("the receivers are too large to be sent: bytes=", bytes,
                                           " max=", kReceiversBytesMax, ", the largest is ", largest->receiver.name,
                                           "; let a receiver read large values where it runs"));
}

}  // namespace sluice
