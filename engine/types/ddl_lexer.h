#ifndef SLUICE_ENGINE_TYPES_DDL_LEXER_H_
#define SLUICE_ENGINE_TYPES_DDL_LEXER_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace sluice {

// A word of a type's text; `text` has it without its quotes.
struct DdlToken {
  enum class Kind { kEnd, kName, kQuotedName, kNumber, kString, kSign };
  Kind kind = Kind::kEnd;
  std::string text;
  size_t from = 0;  // Where it begins, in bytes.
  bool is(char sign) const { return kind == Kind::kSign && text[0] == sign; }
};

// Takes a type's text apart. Not thread-safe; the text outlives it.
class DdlLexer {
 public:
  explicit DdlLexer(std::string_view text) : text_(text) {}
  // INVALID_ARGUMENT: a quotation that does not end, or a character that belongs to no token.
  absl::StatusOr<DdlToken> Next();

 private:
  absl::StatusOr<DdlToken> Quoted(char quote, DdlToken::Kind kind);
  DdlToken Run(DdlToken::Kind kind);

  const std::string_view text_;
  size_t at_ = 0;
};

// Spark's PARSE_SYNTAX_ERROR, at a byte of `text`.
absl::Status DdlSyntaxError(std::string_view text, size_t at, std::string_view near);

}  // namespace sluice

#endif  // SLUICE_ENGINE_TYPES_DDL_LEXER_H_
