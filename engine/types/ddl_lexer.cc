#include "engine/types/ddl_lexer.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "common/base/str_cat.h"

namespace sluice {
namespace {

// Letters beyond ASCII may stand in names as they are.
bool IsNameByte(char c) { return absl::ascii_isalnum(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80; }

}  // namespace

absl::StatusOr<DdlToken> DdlLexer::Next() {
  while (at_ < text_.size() && absl::ascii_isspace(text_[at_])) ++at_;
  if (at_ == text_.size()) return DdlToken{.from = at_};
  const char c = text_[at_];
  if (c == '`') return Quoted(c, DdlToken::Kind::kQuotedName);
  if (c == '\'' || c == '"') return Quoted(c, DdlToken::Kind::kString);
  if (IsNameByte(c)) return Run(DdlToken::Kind::kName);
  if (std::string_view("<>(),:").find(c) == std::string_view::npos) {
    return DdlSyntaxError(text_, at_, text_.substr(at_, 1));
  }
  ++at_;
  return DdlToken{.kind = DdlToken::Kind::kSign, .text = std::string(1, c), .from = at_ - 1};
}

DdlToken DdlLexer::Run(DdlToken::Kind kind) {
  const size_t from = at_;
  while (at_ < text_.size() && IsNameByte(text_[at_])) ++at_;
  std::string run(text_.substr(from, at_ - from));
  if (std::all_of(run.begin(), run.end(), absl::ascii_isdigit)) kind = DdlToken::Kind::kNumber;
  return {.kind = kind, .text = std::move(run), .from = from};
}

// A doubled quote is one; in strings a backslash takes the next character as it is.
absl::StatusOr<DdlToken> DdlLexer::Quoted(char quote, DdlToken::Kind kind) {
  DdlToken token{.kind = kind, .from = at_++};
  for (; at_ < text_.size(); ++at_) {
    const bool escapes = kind == DdlToken::Kind::kString && text_[at_] == '\\';
    const bool doubled = text_[at_] == quote && at_ + 1 < text_.size() && text_[at_ + 1] == quote;
    if ((escapes && at_ + 1 < text_.size()) || doubled) {
      ++at_;
    } else if (text_[at_] == quote) {
      ++at_;
      return token;
    }
    token.text += text_[at_];
  }
  return DdlSyntaxError(text_, token.from, text_.substr(token.from, 1));
}

absl::Status DdlSyntaxError(std::string_view text, size_t at, std::string_view near) {
  const std::string_view before = text.substr(0, at);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const size_t line_begin = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  const std::string where = near.empty() ? "end of input" : StrCat("'", near, "'");
  return absl::InvalidArgumentError(StrCat("[PARSE_SYNTAX_ERROR] Syntax error at or near ", where,
                                           ". SQLSTATE: 42601 (line ", line, ", pos ", at - line_begin, ")"));
}

}  // namespace sluice
