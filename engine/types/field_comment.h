#ifndef SLUICE_ENGINE_TYPES_FIELD_COMMENT_H_
#define SLUICE_ENGINE_TYPES_FIELD_COMMENT_H_

#include <optional>
#include <string>
#include <string_view>

#include "engine/types/data_type.h"

namespace sluice {

// What a field's metadata say of it to people; none if they say nothing, or are no object of JSON.
std::optional<std::string> CommentOf(const Field& field);
// Metadata that have this comment and nothing else. What of it is no UTF-8 becomes U+FFFD.
std::string MetadataOfComment(std::string_view comment);

}  // namespace sluice

#endif  // SLUICE_ENGINE_TYPES_FIELD_COMMENT_H_
