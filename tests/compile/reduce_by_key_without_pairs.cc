#include <functional>
#include <string_view>

#include "api/dstream/dstream.h"

namespace sluice {

void Count(const DStream<std::string_view>& lines) { lines.reduceByKey(std::plus<>{}).print(); }

}  // namespace sluice
