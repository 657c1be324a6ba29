#include "common/http/event_queue.h"

#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/base/str_cat.h"

namespace sluice {
namespace {

std::string WithoutLineEnds(const std::string& text) {
  return absl::StrReplaceAll(text, {{"\r", ""}, {"\n", ""}, {absl::string_view("\0", 1), ""}});
}

}  // namespace

std::string EventText(const ServerEvent& event) {
  std::string text;
  if (!event.event.empty()) text += StrCat("event: ", WithoutLineEnds(event.event), "\n");
  if (!event.id.empty()) text += StrCat("id: ", WithoutLineEnds(event.id), "\n");
  for (const absl::string_view line : absl::StrSplit(event.data, absl::ByAnyChar("\r\n"))) {
    text += StrCat("data: ", line, "\n");
  }
  return text + "\n";
}

bool EventQueue::Put(std::string text) {
  {
    MutexLock lock(&mu_);
    if (closed_) return false;
    const bool fits = waiting_.size() + text.size() <= kBytesMax;
    if (fits) waiting_ += text;
    if (!fits) waiting_.clear(), closed_ = true;
  }
  wake_();
  return !is_closed();
}

void EventQueue::Close() {
  {
    MutexLock lock(&mu_);
    closed_ = true;
  }
  wake_();
}

void EventQueue::GiveUp() {
  {
    MutexLock lock(&mu_);
    closed_ = true;
    waiting_.clear();
  }
  wake_();
}

std::string EventQueue::Take() {
  MutexLock lock(&mu_);
  return std::exchange(waiting_, {});
}

bool EventQueue::is_closed() const {
  MutexLock lock(&mu_);
  return closed_;
}

}  // namespace sluice
