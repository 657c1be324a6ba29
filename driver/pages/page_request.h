#ifndef SLUICE_DRIVER_PAGES_PAGE_REQUEST_H_
#define SLUICE_DRIVER_PAGES_PAGE_REQUEST_H_

#include <map>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "driver/pages/application_view.h"

namespace sluice {

using Json = nlohmann::json;

// What is asked of one page.
struct PageRequest {
  const ApplicationView& view;
  std::vector<std::string> names;  // What stands where the path of the page has a '*'.
  const std::map<std::string, std::string>& query;

  // What the query says of `key`, or else what to take for it. INVALID_ARGUMENT: it is no number, or not from 0 to
  // `max`.
  absl::StatusOr<int64_t> Number(const std::string& key, int64_t otherwise, int64_t max) const;
};

// A path below an application's, whose pieces may be '*', and who answers what is asked there. NOT_FOUND, with a text
// for who reads it: there is no such thing.
struct Page {
  std::string_view path;
  absl::StatusOr<Json> (*answer)(const PageRequest&);
};

// NOT_FOUND: no page has that path. `pieces` are those of the path behind the application's id.
absl::StatusOr<Json> AnswerFrom(std::span<const Page> pages, const ApplicationView& view,
                                std::span<const std::string> pieces, const std::map<std::string, std::string>& query);

// NOT_FOUND: the name is no number; `what` is how the error calls it.
absl::StatusOr<int64_t> NumberIn(const std::string& name, std::string_view what);

// The text as JSON. What of it is no UTF-8, as names of users may be, is replaced.
std::string ToText(const Json& json);

}  // namespace sluice

#endif  // SLUICE_DRIVER_PAGES_PAGE_REQUEST_H_
