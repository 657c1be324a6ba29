#ifndef SLUICE_COMMON_FS_OBJECTS_S3_LISTING_H_
#define SLUICE_COMMON_FS_OBJECTS_S3_LISTING_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/fs/objects/object_store.h"

namespace sluice {

// One page of what ListObjectsV2 answers with encoding-type=url, so that no name in it has a character that XML
// escapes.
struct S3Page {
  std::vector<ListedObject> objects;  // A folder is one whose key ends with '/'.
  std::string next;                   // Where the next page begins; empty: there is none.
};

// UNAVAILABLE: it is no such answer.
absl::StatusOr<S3Page> ParseS3Page(std::string_view xml);

// What is between the tags of the first element of that name; empty: there is none.
std::string_view TextOf(std::string_view xml, std::string_view element);

}  // namespace sluice

#endif  // SLUICE_COMMON_FS_OBJECTS_S3_LISTING_H_
