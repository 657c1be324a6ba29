#include "driver/web/log_search.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"

namespace sluice {
namespace {

constexpr int64_t kBytesMax = 4 << 20;
constexpr absl::Duration kPatience = absl::Seconds(2);

class Search : public std::enable_shared_from_this<Search> {
 public:
  Search(ClusterHost& host, Clock& clock, const LogPlace& place, LogWords words,
         std::function<void(absl::StatusOr<LogFinding>)> done)
      : host_(host),
        clock_(clock),
        place_(place),
        words_(absl::AsciiStrToLower(words.words)),
        backwards_(words.backwards),
        deadline_(clock.Now() + kPatience),
        done_(std::move(done)),
        at_(words.offset) {}

  // Pieces overlap by so much that no words are cut in two.
  void Read() {
    const int64_t overlap = static_cast<int64_t>(words_.size()) - 1;
    piece_begin_ = backwards_ ? std::max<int64_t>(0, at_ - kLogPieceBytesMax + overlap) : at_;
    host_.ReadLog(place_, piece_begin_, [self = shared_from_this()](absl::StatusOr<LogPiece> piece) {
      if (!piece.ok()) return self->done_(piece.status());
      if (self->backwards_) return self->LookBack(*std::move(piece));
      self->LookOn(*std::move(piece));
    });
  }

 private:
  void LookOn(LogPiece piece) {
    const std::string text = absl::AsciiStrToLower(piece.bytes);
    const int64_t begin = piece.next_offset - static_cast<int64_t>(text.size());
    const size_t found = text.find(words_);
    if (found != text.npos) return Found(begin + static_cast<int64_t>(found));
    // The end of the file may be the beginning of words that are still printed.
    const int64_t next = std::max(at_, piece.next_offset - static_cast<int64_t>(words_.size()) + 1);
    const int64_t from = std::exchange(at_, next);
    GoOn(next - from, /*is_all=*/next == from);
  }

  // What begins at or behind `at_` was looked at before. The file's beginning may have been cut off meanwhile.
  void LookBack(LogPiece piece) {
    const std::string text = absl::AsciiStrToLower(piece.bytes);
    const int64_t begin = piece.next_offset - static_cast<int64_t>(text.size());
    const size_t found = at_ > begin ? text.rfind(words_, static_cast<size_t>(at_ - begin - 1)) : text.npos;
    if (found != text.npos) return Found(begin + static_cast<int64_t>(found));
    const int64_t from = std::exchange(at_, piece_begin_);
    GoOn(from - piece_begin_, /*is_all=*/piece_begin_ == 0 || begin > piece_begin_);
  }

  void Found(int64_t offset) { done_(LogFinding{.found = offset, .searched_to = offset, .more = true}); }

  void GoOn(int64_t bytes, bool is_all) {
    looked_at_ += bytes;
    if (is_all || looked_at_ >= kBytesMax || clock_.Now() >= deadline_) {
      return done_(LogFinding{.found = -1, .searched_to = at_, .more = !is_all});
    }
    Read();
  }

  ClusterHost& host_;
  Clock& clock_;
  const LogPlace place_;
  const std::string words_;
  const bool backwards_;
  const absl::Time deadline_;
  const std::function<void(absl::StatusOr<LogFinding>)> done_;
  int64_t at_;
  int64_t piece_begin_ = 0;
  int64_t looked_at_ = 0;
};

}  // namespace

void SearchLog(ClusterHost& host, Clock& clock, const LogPlace& place, LogWords words,
               std::function<void(absl::StatusOr<LogFinding>)> done) {
  std::make_shared<Search>(host, clock, place, std::move(words), std::move(done))->Read();
}

}  // namespace sluice
