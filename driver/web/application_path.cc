#include "driver/web/application_path.h"

#include <string_view>

namespace sluice {
namespace {

constexpr std::string_view kSpark = "/api/v1/applications/";
constexpr std::string_view kOurs = "/api/sluice/v1/applications/";

}  // namespace

std::optional<ApplicationPath> ParseApplicationPath(const std::string& path) {
  const bool is_ours = path.starts_with(kOurs);
  if (!is_ours && !path.starts_with(kSpark)) return std::nullopt;
  const std::string below = path.substr(is_ours ? kOurs.size() : kSpark.size());
  const size_t end = below.find('/');
  const std::string id = below.substr(0, end);
  if (id.empty()) return std::nullopt;
  return ApplicationPath{is_ours, ApplicationId(id), end == below.npos ? "" : below.substr(end + 1)};
}

}  // namespace sluice
