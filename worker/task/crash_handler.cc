#include "worker/task/crash_handler.h"

#include <execinfo.h>
#include <signal.h>
#include <sys/prctl.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <utility>

#include "common/actor/detached.h"
#include "worker/task/running_task.h"

namespace sluice {
namespace {

constexpr int kSignals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
constexpr size_t kStackBytes = 64 << 10;
constexpr int kLastWordsMillis = 2000;
constexpr int kFramesMax = 64;
constexpr uintptr_t kStackGuardBytes = 64 << 10;

// Text put together without the heap.
class FixedText {
 public:
  FixedText& operator<<(const char* text) {
    for (; *text != '\0' && size_ + 1 < text_.size(); ++text) text_[size_++] = *text;
    return *this;
  }
  FixedText& operator<<(int64_t number) {
    std::array<char, 24> digits{};
    size_t at = digits.size() - 1;
    uint64_t left = number < 0 ? -static_cast<uint64_t>(number) : static_cast<uint64_t>(number);
    do digits[--at] = static_cast<char>('0' + left % 10);
    while ((left /= 10) != 0);
    if (number < 0) digits[--at] = '-';
    return *this << digits.data() + at;
  }
  const char* data() const { return text_.data(); }
  size_t size() const { return size_; }

 private:
  std::array<char, 1024> text_{};
  size_t size_ = 0;
};

// Written by the thread that crashes, then read by the one that tells.
struct LastWords {
  FixedText what;
  TaskId task;
};
LastWords last_words;
int wake_pipe[2];
std::atomic<bool> crashing{false};
std::atomic<bool> told{false};

const char* NameOf(int signal) {
  switch (signal) {
    case SIGSEGV: return "segmentation fault";
    case SIGBUS: return "bus error";
    case SIGILL: return "illegal instruction";
    case SIGFPE: return "arithmetic error";
    case SIGABRT: return "aborted";
    default: return "unknown";
  }
}

void SleepMillis(int millis) {
  timespec time{.tv_sec = millis / 1000, .tv_nsec = millis % 1000 * 1'000'000L};
  nanosleep(&time, nullptr);
}

// An address just beyond the stack pointer, which is where deep recursion ends.
bool IsStackOverflow(int signal, const siginfo_t& info, const void* context) {
#ifdef __x86_64__
  const auto stack = static_cast<uintptr_t>(static_cast<const ucontext_t*>(context)->uc_mcontext.gregs[REG_RSP]);
  const auto address = reinterpret_cast<uintptr_t>(info.si_addr);
  return signal == SIGSEGV && address + kStackGuardBytes > stack && address < stack + kStackGuardBytes;
#else
  return false;
#endif
}

// Nothing here may allocate or lock.
void Tell(const RunningTask& task, const FixedText& what) {
  const AttemptSpec& spec = task.spec();
  last_words.task = spec.task;
  last_words.what << task.op() << ": " << what.data();
  FixedText line;
  line << "crash in task " << spec.task.number() << " (partition " << spec.partition << ", attempt " << spec.attempt
       << ", batch " << spec.batch.value_or(BatchKey{}).time.value() << " ms) in " << last_words.what.data() << "\n";
  (void)!write(STDERR_FILENO, line.data(), line.size());
  (void)!write(wake_pipe[1], "x", 1);
  for (int waited = 0; waited < kLastWordsMillis && !told; waited += 10) SleepMillis(10);
}

// No user's code is to blame: who mends it needs the way to it.
void TellWithoutTask(int signal) {
  std::array<char, 16> thread{};
  prctl(PR_GET_NAME, thread.data());
  FixedText line;
  line << "crash with signal " << signal << " (" << NameOf(signal) << ") outside of a task, in thread " << thread.data()
       << ":\n";
  (void)!write(STDERR_FILENO, line.data(), line.size());
  std::array<void*, kFramesMax> frames{};
  backtrace_symbols_fd(frames.data(), backtrace(frames.data(), kFramesMax), STDERR_FILENO);
}

void OnSignal(int signal, siginfo_t* info, void* context) {
  while (crashing.exchange(true)) SleepMillis(1000);  // The first one to crash ends the process.
  if (const RunningTask* task = RunningTask::OfThisThread()) {
    FixedText what;
    what << "crashed with signal " << signal << " (" << NameOf(signal) << ")";
    if (IsStackOverflow(signal, *info, context)) what << ", the stack is full: does it call itself for ever?";
    Tell(*task, what);
  } else {
    TellWithoutTask(signal);
  }
  ::signal(signal, SIG_DFL);
  raise(signal);
}

void OnExit() {
  const RunningTask* task = RunningTask::OfThisThread();
  if (task == nullptr || crashing.exchange(true)) return;
  FixedText what;
  what << "called exit(), which ends its executor";
  Tell(*task, what);
  _exit(1);
}

void WaitForCrash(const OnTaskCrash& on_crash) {
  char byte;
  while (read(wake_pipe[0], &byte, 1) != 1) {
  }
  on_crash(last_words.task, last_words.what.data());
  told = true;
}

}  // namespace

void InstallCrashHandler(OnTaskCrash on_crash) {
  void* frame = nullptr;
  backtrace(&frame, 1);              // Its first call loads a library, for which a crash is too late.
  if (pipe(wake_pipe) != 0) return;  // No file descriptor is left: soon everything else will say so.
  RunDetached("crash-handler", [on_crash = std::move(on_crash)] { WaitForCrash(on_crash); });
  struct sigaction action{};
  action.sa_sigaction = OnSignal;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
  for (int signal : kSignals) sigaction(signal, &action, nullptr);
  atexit(OnExit);
}

void UseCrashStack() {
  struct CrashStack {
    CrashStack() { Use({.ss_sp = memory.get(), .ss_flags = 0, .ss_size = kStackBytes}); }
    ~CrashStack() { Use({.ss_sp = nullptr, .ss_flags = SS_DISABLE, .ss_size = 0}); }
    static void Use(const stack_t& stack) { sigaltstack(&stack, nullptr); }
    std::unique_ptr<char[]> memory{new char[kStackBytes]};
  };
  thread_local CrashStack stack;
}

}  // namespace sluice
