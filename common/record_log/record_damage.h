#ifndef SLUICE_COMMON_RECORD_LOG_RECORD_DAMAGE_H_
#define SLUICE_COMMON_RECORD_LOG_RECORD_DAMAGE_H_

#include <string>
#include <string_view>

namespace sluice {

// Why `bytes`, of which ParseRecord gives nothing, do not begin with a record: in a few words, with what is stored
// there and what should be.
std::string WhyNoRecord(std::string_view bytes);

}  // namespace sluice

#endif  // SLUICE_COMMON_RECORD_LOG_RECORD_DAMAGE_H_
