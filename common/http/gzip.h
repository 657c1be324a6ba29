#ifndef SLUICE_COMMON_HTTP_GZIP_H_
#define SLUICE_COMMON_HTTP_GZIP_H_

#include <optional>
#include <string>
#include <string_view>

namespace sluice {

// Nothing: there is no memory for it.
std::optional<std::string> Gzip(std::string_view bytes);
// Whether an Accept-Encoding has it, and does not forbid it.
bool AcceptsGzip(std::string_view accept_encoding);

}  // namespace sluice

#endif  // SLUICE_COMMON_HTTP_GZIP_H_
