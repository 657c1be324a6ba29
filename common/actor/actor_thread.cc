#include "common/actor/actor_thread.h"

#include <pthread.h>

#include <algorithm>
#include <utility>

#include "common/base/check.h"

namespace sluice {
namespace {

constexpr size_t kThreadNameChars = 15;  // What Linux keeps.
constexpr size_t kIdleCapacity = 1024;   // A queue that grew longer gives its memory back.

std::chrono::nanoseconds Bounded(absl::Duration delay) {
  return absl::ToChronoNanoseconds(std::min(std::max(delay, absl::ZeroDuration()), absl::Hours(24 * 365 * 100)));
}

}  // namespace

ActorThread::ActorThread(const std::string& name) : thread_([this] { Loop(); }) {
  pthread_setname_np(thread_.native_handle(), name.substr(0, kThreadNameChars).c_str());
}

ActorThread::~ActorThread() {
  SLUICE_CHECK(std::this_thread::get_id() != thread_.get_id());
  {
    MutexLock lock(&mu_);
    stopping_ = true;
    changed_.NotifyOne();
  }
  thread_.join();
  // What the dropped tasks own may post here while it dies, so they die while the members still live.
  std::vector<Task> posted;
  std::multimap<SteadyTime, Task> timers;
  MutexLock lock(&mu_);
  posted.swap(posted_);
  timers.swap(timers_);
}

void ActorThread::Post(Task task) {
  MutexLock lock(&mu_);
  if (stopping_) return;
  posted_.push_back(std::move(task));
  if (posted_.size() == 1) changed_.NotifyOne();
}

void ActorThread::PostAfter(absl::Duration delay, Task task) {
  if (delay <= absl::ZeroDuration()) return Post(std::move(task));
  SteadyTime due = std::chrono::steady_clock::now() + Bounded(delay);
  MutexLock lock(&mu_);
  if (stopping_) return;
  auto added = timers_.emplace(due, std::move(task));
  if (added != timers_.begin()) return;
  timers_changed_ = true;
  changed_.NotifyOne();
}

void ActorThread::Loop() {
  std::vector<Task> runnable;
  while (TakeRunnable(runnable)) {
    for (Task& task : runnable) {
      if (stopping_) return;
      task();
      task = nullptr;  // What it owns goes now, not after the whole queue.
    }
    runnable.clear();
    if (runnable.capacity() > kIdleCapacity) std::vector<Task>().swap(runnable);
  }
}

bool ActorThread::TakeRunnable(std::vector<Task>& runnable) {
  MutexLock lock(&mu_);
  while (!stopping_) {
    runnable.swap(posted_);
    TakeDueTimers(runnable);
    if (!runnable.empty()) return true;
    timers_changed_ = false;
    changed_.WaitFor(mu_, UntilFirstTimer(), [&] { return stopping_ || timers_changed_ || !posted_.empty(); });
  }
  return false;
}

void ActorThread::TakeDueTimers(std::vector<Task>& runnable) {
  if (timers_.empty()) return;
  auto end = timers_.upper_bound(std::chrono::steady_clock::now());
  for (auto it = timers_.begin(); it != end; ++it) runnable.push_back(std::move(it->second));
  timers_.erase(timers_.begin(), end);
}

absl::Duration ActorThread::UntilFirstTimer() const {
  if (timers_.empty()) return absl::InfiniteDuration();
  return absl::FromChrono(timers_.begin()->first - std::chrono::steady_clock::now());
}

}  // namespace sluice
