#ifndef SLUICE_DRIVER_PAGES_SPARK_SPARK_JSON_H_
#define SLUICE_DRIVER_PAGES_SPARK_SPARK_JSON_H_

#include <string>

#include "absl/time/time.h"
#include "driver/pages/page_request.h"
#include "driver/pages/spark/spark_attempt.h"

namespace sluice {

// What has not come is left out, as Spark does.
void AddTime(Json& json, const char* key, absl::Time time);
void AddMillis(Json& json, const char* key, absl::Duration duration);

// Whether the query asks for `status`, if it asks for any. INVALID_ARGUMENT: it asks for none of `known`.
absl::StatusOr<bool> IsAskedFor(const PageRequest& request, std::string_view status,
                                std::initializer_list<std::string_view> known);

}  // namespace sluice

#endif  // SLUICE_DRIVER_PAGES_SPARK_SPARK_JSON_H_
