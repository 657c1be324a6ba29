#include "common/actor/sim_loop.h"

#include <algorithm>

#include "common/actor/fiber.h"
#include "common/base/check.h"

namespace sluice {
namespace {

const absl::Time kStart = absl::UnixEpoch() + absl::Hours(1);        // No date: a machine that was started an hour ago.
const absl::Time kWallStart = absl::FromUnixSeconds(1'767'225'600);  // 2026-01-01 in UTC.
constexpr int64_t kTasksPerInstantMax = 10'000'000;                  // More is a loop that never lets time pass.
const absl::Duration kCloseLimit = absl::Hours(1);                   // A task that waits longer will never return.

}  // namespace

// Runs its tasks one after the other: a mailbox, or a single task from At.
struct SimLoop::Strand {
  const int process = kNoProcess;
  std::deque<Task> tasks;
  std::multimap<absl::Time, Task> timers;
  std::unique_ptr<Fiber> fiber;     // Runs the task, also while that waits.
  bool ready = false;               // Is in ready_ or halted_.
  bool closed = false;              // Takes no more tasks.
  std::shared_ptr<Event> returned;  // It is set when the last task has returned, if somebody waits for that.
};

class SimMailbox : public Mailbox {
 public:
  SimMailbox(SimLoop* loop, SimLoop::StrandPointer strand) : loop_(loop), strand_(std::move(strand)) {}
  ~SimMailbox() override { loop_->Close(strand_); }

  void Post(Task task) override { loop_->Enqueue(strand_, std::move(task)); }

  // The strand owns the task, so that it dies with the mailbox.
  void PostAfter(absl::Duration delay, Task task) override {
    if (delay <= absl::ZeroDuration()) return Post(std::move(task));
    if (strand_->closed) return;
    absl::Time due = loop_->clock_.Now() + delay;
    strand_->timers.emplace(due, std::move(task));
    loop_->alarms_.emplace(due, [loop = loop_, weak = std::weak_ptr(strand_)] {
      SimLoop::StrandPointer strand = weak.lock();
      if (!strand || strand->timers.empty()) return;
      loop->Enqueue(strand, std::move(strand->timers.extract(strand->timers.begin()).mapped()));
    });
  }

 private:
  SimLoop* const loop_;
  const SimLoop::StrandPointer strand_;
};

class SimEvent : public Event {
 public:
  explicit SimEvent(SimLoop* loop) : loop_(loop) {}

  void Set() override {
    set_ = true;
    for (const SimLoop::StrandPointer& waiter : std::exchange(waiters_, {})) loop_->MakeReady(waiter);
  }

  bool Wait(absl::Duration timeout) override {
    if (set_ || timeout <= absl::ZeroDuration()) return set_;
    if (!loop_->running_) return loop_->RunUntil([this] { return set_; }, timeout);
    SimLoop::StrandPointer self = loop_->running_;
    bool timed_out = false;
    waiters_.push_back(self);
    auto alarm = loop_->alarms_.emplace(loop_->clock_.Now() + timeout, [&] {
      timed_out = true;
      waiters_.erase(std::find(waiters_.begin(), waiters_.end(), self));
      loop_->MakeReady(self);
    });
    self->fiber->Suspend();
    if (!timed_out) loop_->alarms_.erase(alarm);
    return set_;
  }

 private:
  SimLoop* const loop_;
  bool set_ = false;
  std::vector<SimLoop::StrandPointer> waiters_;
};

SimLoop::SimLoop(uint64_t seed) : clock_(kStart, kWallStart - kStart), choice_(seed), random_(MixBits(seed + 1)) {}

SimLoop::~SimLoop() {
  SLUICE_CHECK(fibers_made_ == static_cast<int>(idle_fibers_.size()));
  due_.clear();  // What these own may still use the loop.
  Alarms().swap(alarms_);
}

std::unique_ptr<Mailbox> SimLoop::NewMailboxOf(int process) {
  return std::make_unique<SimMailbox>(this, std::make_shared<Strand>(Strand{.process = process}));
}

void SimLoop::SetStopped(int process, bool stopped) {
  SLUICE_CHECK(running_ == nullptr || running_->process != process);
  if (stopped) {
    stopped_.insert(process);
  } else {
    stopped_.erase(process);
  }
  std::vector<StrandPointer>& from = stopped ? ready_ : halted_;
  std::vector<StrandPointer>& to = stopped ? halted_ : ready_;
  auto moved = std::stable_partition(from.begin(), from.end(),
                                     [&](const StrandPointer& strand) { return strand->process != process; });
  to.insert(to.end(), moved, from.end());
  from.erase(moved, from.end());
}

std::shared_ptr<Event> SimLoop::NewEvent() { return std::make_shared<SimEvent>(this); }

void SimLoop::At(absl::Time time, Task task) {
  alarms_.emplace(std::max(time, clock_.Now()),
                  [this, task = std::move(task)]() mutable { due_.push_back(std::move(task)); });
}

bool SimLoop::RunUntil(const std::function<bool()>& done, absl::Duration limit) {
  absl::Time end = clock_.Now() + limit;
  while (!done()) {
    if (RunOneBefore(end)) continue;
    if (end != absl::InfiniteFuture()) clock_.AdvanceTo(end);
    return done();
  }
  return true;
}

void SimLoop::RunFor(absl::Duration time) {
  RunUntil([] { return false; }, time);
}

bool SimLoop::RunOneBefore(absl::Time end) {
  SLUICE_CHECK(running_ == nullptr);
  SLUICE_CHECK(++tasks_at_this_instant_ < kTasksPerInstantMax);
  bool alarm_now = !alarms_.empty() && alarms_.begin()->first <= clock_.Now();
  if (alarm_now) JumpToNextAlarm();
  if (!due_.empty()) {
    auto strand = std::make_shared<Strand>();
    strand->tasks.push_back(std::move(due_.front()));
    due_.pop_front();
    RunNext(strand);
  } else if (!ready_.empty()) {
    RunNext(TakeAnyReady());
  } else if (!alarms_.empty() && alarms_.begin()->first <= end && alarms_.begin()->first != absl::InfiniteFuture()) {
    JumpToNextAlarm();
  } else {
    return alarm_now;
  }
  return true;
}

void SimLoop::JumpToNextAlarm() {
  if (alarms_.begin()->first > clock_.Now()) tasks_at_this_instant_ = 0;
  clock_.AdvanceTo(alarms_.begin()->first);
  while (!alarms_.empty() && alarms_.begin()->first <= clock_.Now()) alarms_.extract(alarms_.begin()).mapped()();
}

SimLoop::StrandPointer SimLoop::TakeAnyReady() {
  std::swap(ready_[choice_.Below(ready_.size())], ready_.back());
  StrandPointer strand = std::move(ready_.back());
  ready_.pop_back();
  strand->ready = false;
  return strand;
}

// Starts the strand's next task, or goes on with the one that waited.
void SimLoop::RunNext(const StrandPointer& strand) {
  running_ = strand;
  bool returned;
  if (strand->fiber) {
    returned = strand->fiber->Resume();
  } else {
    Task task = std::move(strand->tasks.front());
    strand->tasks.pop_front();
    strand->fiber = TakeFiber();
    returned = strand->fiber->Run(std::move(task));
  }
  running_ = nullptr;
  if (!returned) return;
  idle_fibers_.push_back(std::move(strand->fiber));
  if (strand->returned) strand->returned->Set();
  if (!strand->tasks.empty()) MakeReady(strand);
}

std::unique_ptr<Fiber> SimLoop::TakeFiber() {
  if (idle_fibers_.empty()) {
    ++fibers_made_;
    return std::make_unique<Fiber>();
  }
  std::unique_ptr<Fiber> fiber = std::move(idle_fibers_.back());
  idle_fibers_.pop_back();
  return fiber;
}

void SimLoop::Enqueue(const StrandPointer& strand, Task task) {
  if (strand->closed) return;
  strand->tasks.push_back(std::move(task));
  if (!strand->fiber) MakeReady(strand);
}

void SimLoop::MakeReady(const StrandPointer& strand) {
  if (std::exchange(strand->ready, true)) return;
  ReadyOf(*strand).push_back(strand);
}

std::vector<SimLoop::StrandPointer>& SimLoop::ReadyOf(const Strand& strand) {
  return stopped_.contains(strand.process) ? halted_ : ready_;
}

void SimLoop::Close(const StrandPointer& strand) {
  SLUICE_CHECK(running_ != strand);
  strand->closed = true;
  std::deque<Task> tasks = std::exchange(strand->tasks, {});  // Die at the end: what they own may post.
  std::multimap<absl::Time, Task> timers = std::exchange(strand->timers, {});
  if (strand->fiber) {
    strand->returned = NewEvent();
    SLUICE_CHECK(strand->returned->Wait(kCloseLimit));
  } else if (strand->ready) {
    std::vector<StrandPointer>& ready = ReadyOf(*strand);
    ready.erase(std::find(ready.begin(), ready.end(), strand));
  }
}

}  // namespace sluice
