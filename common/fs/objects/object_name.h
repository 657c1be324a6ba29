#ifndef SLUICE_COMMON_FS_OBJECTS_OBJECT_NAME_H_
#define SLUICE_COMMON_FS_OBJECTS_OBJECT_NAME_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sluice {

// The name of an object that a file is made of: file~TOKEN is all of it, file~TOKEN@OFFSET what follows at an offset. A
// name without a token is of something that no lease is needed for.
struct ObjectName {
  std::string file;
  int64_t holder = 0;  // The token of the holder's lease is in the name; 0 is in none.
  std::optional<int64_t> offset;

  std::string ToString() const;
  static ObjectName Parse(std::string_view name);
};

}  // namespace sluice

#endif  // SLUICE_COMMON_FS_OBJECTS_OBJECT_NAME_H_
