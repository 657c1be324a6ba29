#include "bench/line_source.h"

#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <string_view>
#include <vector>

#include "bench/zipf_lines.h"
#include "common/base/check.h"

namespace sluice {
namespace {

constexpr int64_t kLineBytes = 100;

int64_t CountWords(std::string_view line) {
  int64_t words = 0;
  for (size_t i = 1; i < line.size(); ++i) words += line[i] <= ' ' && line[i - 1] > ' ';
  return words;
}

class ZipfSource : public LineSource {
 public:
  explicit ZipfSource(int64_t distinct) : lines_(distinct), file_(memfd_create("lines", 0)) {
    const std::string text = MakeZipfLines(distinct, 1);
    for (size_t written = 0; written < text.size();) {
      const ssize_t bytes = write(file_, text.data() + written, text.size() - written);
      SLUICE_CHECK(bytes > 0);
      written += bytes;
    }
    words_before_.push_back(0);
    for (int64_t i = 0; i < distinct; ++i) {
      words_before_.push_back(words_before_.back() + CountWords({text.data() + i * kLineBytes, kLineBytes}));
    }
  }
  ~ZipfSource() override { close(file_); }

  int64_t Send(int socket, int64_t lines) override {
    const int64_t count = std::min(lines, lines_ - next_);
    off_t at = next_ * kLineBytes;
    const off_t end = at + count * kLineBytes;
    while (at < end) {
      if (sendfile(socket, file_, &at, end - at) <= 0) return 0;
    }
    words_sent_ += words_before_[next_ + count] - words_before_[next_];
    next_ = (next_ + count) % lines_;
    return count;
  }
  int64_t words_sent() const override { return words_sent_; }

 private:
  const int64_t lines_;
  const int file_;
  std::vector<int64_t> words_before_;  // Words in the lines before this one.
  int64_t next_ = 0;
  int64_t words_sent_ = 0;
};

// Each line is one number.
class NumberSource : public LineSource {
 public:
  explicit NumberSource(std::function<int64_t()> next) : next_(std::move(next)) {}

  int64_t Send(int socket, int64_t lines) override {
    std::string text;
    for (int64_t i = 0; i < lines; ++i) text += std::to_string(next_()) + '\n';
    for (size_t sent = 0; sent < text.size();) {
      const ssize_t bytes = send(socket, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
      if (bytes <= 0) return 0;
      sent += bytes;
    }
    words_sent_ += lines;
    return lines;
  }
  int64_t words_sent() const override { return words_sent_; }

 private:
  const std::function<int64_t()> next_;
  int64_t words_sent_ = 0;
};

}  // namespace

std::unique_ptr<LineSource> NewZipfSource(int64_t distinct) { return std::make_unique<ZipfSource>(distinct); }

std::unique_ptr<LineSource> NewStampSource() {
  return std::make_unique<NumberSource>([] {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
  });
}

std::unique_ptr<LineSource> NewNumberSource() {
  return std::make_unique<NumberSource>([number = int64_t{0}]() mutable { return ++number; });
}

}  // namespace sluice
