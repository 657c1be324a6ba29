#include "engine/python/worker_output.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "common/base/str_cat.h"
#include "engine/python/big_endian.h"

namespace sluice {
namespace {

constexpr int32_t kEndOfData = -1, kFailure = -2, kTimes = -3, kEndOfStream = -4;
constexpr size_t kTimesBytes = 6 * sizeof(int64_t);
constexpr size_t kRoomMin = 64 << 10;

}  // namespace

// Reads on from where the parts so far end; false when the bytes are not there yet.
class WorkerOutput::Cursor {
 public:
  explicit Cursor(std::string_view bytes) : rest_(bytes) {}
  bool Take(int32_t& number) {
    if (rest_.size() < sizeof(number)) return false;
    number = BigEndianAt<int32_t>(rest_.data());
    rest_.remove_prefix(sizeof(number));
    return true;
  }
  bool Take(size_t bytes, std::string_view& taken) {
    if (rest_.size() < bytes) return false;
    taken = rest_.substr(0, bytes);
    rest_.remove_prefix(bytes);
    return true;
  }
  // A negative length is none.
  bool TakeFrame(std::string_view& frame, bool& is_none) {
    int32_t bytes = 0;
    if (!Take(bytes)) return false;
    is_none = bytes < 0;
    return is_none || Take(static_cast<size_t>(bytes), frame);
  }
  size_t left() const { return rest_.size(); }

 private:
  std::string_view rest_;
};

absl::Span<char> WorkerOutput::Room() {
  if (begin_ == end_) begin_ = end_ = 0;
  if (buffer_.size() - end_ < kRoomMin && begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= std::exchange(begin_, 0);
  }
  if (buffer_.size() - end_ < kRoomMin) buffer_.resize(std::max(4 * kRoomMin, 2 * buffer_.size()));
  return absl::MakeSpan(buffer_.data() + end_, buffer_.size() - end_);
}

absl::StatusOr<std::optional<WorkerPart>> WorkerOutput::Next() {
  const auto damaged = [](std::string_view what, int64_t number) {
    return absl::DataLossError(StrCat("a Python worker wrote what is no part of its protocol: ", what, "=", number));
  };
  while (true) {
    Cursor at(std::string_view(buffer_).substr(begin_, end_ - begin_));
    int32_t first = 0;
    std::string_view bytes;
    if (!at.Take(first)) return std::nullopt;
    WorkerPart part;
    if (first >= 0 || first == kTimes) {
      if (!at.Take(first >= 0 ? static_cast<size_t>(first) : kTimesBytes, bytes)) return std::nullopt;
      part = WorkerRow{bytes};
    } else if (first == kFailure) {
      bool is_none = false;
      if (!at.TakeFrame(bytes, is_none)) return std::nullopt;
      part = WorkerFailure{std::string(bytes)};
    } else if (first == kEndOfData) {
      WorkerEnd end;
      int32_t updates = 0, last = 0;
      if (!at.Take(updates)) return std::nullopt;
      if (updates < 0) return damaged("updates", updates);
      for (int32_t i = 0; i < updates; ++i) {
        bool is_none = false;
        if (!at.TakeFrame(bytes, is_none)) return std::nullopt;
        if (is_none) return damaged("update", i);
        end.accumulator_updates.emplace_back(bytes);
      }
      if (!at.Take(last)) return std::nullopt;
      if (last != kEndOfStream && last != kEndOfData) return damaged("end", last);
      end.is_reusable = last == kEndOfStream;
      part = std::move(end);
    } else {
      return damaged("length", first);
    }
    begin_ = end_ - at.left();
    if (first != kTimes) return part;
  }
}

}  // namespace sluice
