#ifndef SLUICE_COMMON_FS_ZLIB_MARK_H_
#define SLUICE_COMMON_FS_ZLIB_MARK_H_

#include <string_view>

namespace sluice {

// Whether it may be DEFLATE within zlib's frame, by its first two bytes. "HK" and "x^" may be as well.
bool HasZlibHeader(std::string_view head);

// Whether a file that begins with `head`, kFormatMarkBytes of it or all, is DEFLATE within zlib's frame and no text.
bool IsZlib(std::string_view head);

}  // namespace sluice

#endif  // SLUICE_COMMON_FS_ZLIB_MARK_H_
