#include "engine/types/field_comment.h"

#include "nlohmann/json.hpp"

namespace sluice {

using nlohmann::json;

std::optional<std::string> CommentOf(const Field& field) {
  if (field.metadata == "{}") return std::nullopt;
  const json metadata = json::parse(field.metadata, nullptr, /*allow_exceptions=*/false);
  if (!metadata.is_object() || !metadata.contains("comment") || !metadata["comment"].is_string()) return std::nullopt;
  return metadata["comment"].get<std::string>();
}

std::string MetadataOfComment(std::string_view comment) {
  return json{{"comment", std::string(comment)}}.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace sluice
