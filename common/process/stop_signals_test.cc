// Each story is told by a child process, whose signals are its own.
#include "common/process/stop_signals.h"

#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <functional>
#include <future>
#include <optional>
#include <thread>

#include "gtest/gtest.h"

namespace sluice {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kPatience = std::chrono::seconds(30);
constexpr auto kNextRequest = std::chrono::milliseconds(200);  // Signals before are one request.

class Child {
 public:
  // `program` ends by _exit.
  explicit Child(const std::function<void(Child&)>& program) {
    if (pipe(said_) != 0) ADD_FAILURE();
    pid_ = fork();
    if (pid_ != 0) {
      close(said_[1]);
      return;
    }
    program(*this);
    _exit(99);
  }
  ~Child() {
    kill(pid_, SIGKILL);
    Wait();
    close(said_[0]);
  }

  // In the child: what the test reads by Heard.
  void Say(char word) const { (void)!write(said_[1], &word, 1); }
  char Heard() const {
    char word = 0;
    (void)!read(said_[0], &word, 1);
    return word;
  }
  void Signal(int signal) const { kill(pid_, signal); }
  // Signals again and again: a second one counts only some time after the first.
  int SignalUntilItEnds(int signal) {
    const Clock::time_point deadline = Clock::now() + kPatience;
    while (!HasEnded() && Clock::now() < deadline) {
      Signal(signal);
      pollfd end{said_[0], POLLIN, 0};  // All that it says has been heard, so this is its end.
      poll(&end, 1, /*timeout=*/10);
    }
    return WEXITSTATUS(status_);
  }
  int ExitCode() {
    Wait();
    return WIFEXITED(status_) ? WEXITSTATUS(status_) : 1000 + WTERMSIG(status_);
  }

 private:
  bool HasEnded() { return ended_ = ended_ || waitpid(pid_, &status_, WNOHANG) == pid_; }
  void Wait() {
    if (!ended_) waitpid(pid_, &status_, 0);
    ended_ = true;
  }

  int said_[2];
  pid_t pid_ = -1;
  int status_ = 0;
  bool ended_ = false;
};

void EndWith(int signal) { _exit(signal); }

void WaitForTheNextRequest() {
  const Clock::time_point then = Clock::now() + kNextRequest;
  while (Clock::now() < then) std::this_thread::yield();
}

TEST(StopSignalsTest, EachOfThemStopsInOrder) {
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
    Child child([](Child& self) {
      HoldStopSignals();
      StopSignals signals(EndWith);
      self.Say('r');
      pause();
    });
    EXPECT_EQ(child.Heard(), 'r');
    child.Signal(signal);
    EXPECT_EQ(child.ExitCode(), signal);
  }
}

TEST(StopSignalsTest, ASignalWaitsUntilSomebodyTakesIt) {
  Child child([](Child&) {
    HoldStopSignals();
    kill(getpid(), SIGHUP);
    StopSignals signals(EndWith);
    pause();
  });
  EXPECT_EQ(child.ExitCode(), SIGHUP);
}

TEST(StopSignalsTest, OfSeveralTheNewestHearsAndTheOneBeforeItWhenThatIsGone) {
  for (const bool newest_is_gone : {false, true}) {
    Child child([newest_is_gone](Child& self) {
      HoldStopSignals();
      StopSignals first([](int) { _exit(1); });
      std::optional<StopSignals> newest;
      newest.emplace([](int) { _exit(2); });
      if (newest_is_gone) newest.reset();
      self.Say('r');
      pause();
    });
    EXPECT_EQ(child.Heard(), 'r');
    child.Signal(SIGTERM);
    EXPECT_EQ(child.ExitCode(), newest_is_gone ? 1 : 2);
  }
}

TEST(StopSignalsTest, WhileOneIsToldAnotherMayLeave) {
  Child child([](Child& self) {
    HoldStopSignals();
    std::optional<StopSignals> first(std::in_place, [](int) { _exit(1); });
    std::promise<void> is_told, other_has_left;
    StopSignals newest([&](int signal) {
      is_told.set_value();
      other_has_left.get_future().wait();
      _exit(signal);
    });
    self.Say('r');
    is_told.get_future().wait();
    first.reset();
    other_has_left.set_value();
    pause();
  });
  EXPECT_EQ(child.Heard(), 'r');
  child.Signal(SIGTERM);
  EXPECT_EQ(child.ExitCode(), SIGTERM);
}

TEST(StopSignalsTest, AHangUpThatNohupIgnoresStaysIgnored) {
  Child child([](Child& self) {
    signal(SIGHUP, SIG_IGN);
    HoldStopSignals();
    StopSignals signals(EndWith);
    self.Say('r');
    pause();
  });
  EXPECT_EQ(child.Heard(), 'r');
  child.Signal(SIGHUP);
  child.Signal(SIGTERM);
  EXPECT_EQ(child.ExitCode(), SIGTERM);
}

// A program that says when it is told to stop, and then does not end.
void StopWithoutEnd(Child& self) {
  StopSignals signals([&](int) {
    self.Say('s');
    pause();
  });
  self.Say('r');
  pause();
}
void ExpectStopOn(Child& child, int signal) {
  EXPECT_EQ(child.Heard(), 'r');
  child.Signal(signal);
  EXPECT_EQ(child.Heard(), 's');
  WaitForTheNextRequest();
}

TEST(StopSignalsTest, ASecondRequestEndsAtOnceAndAnotherHangUpIsNone) {
  Child child([](Child& self) {
    HoldStopSignals();
    StopWithoutEnd(self);
  });
  ExpectStopOn(child, SIGHUP);
  child.Signal(SIGHUP);
  EXPECT_EQ(child.SignalUntilItEnds(SIGTERM), 128 + SIGTERM);
}

TEST(StopSignalsTest, ADaemonIsToldToMakeRoomForASuccessor) {
  Child child([](Child& self) {
    HoldDaemonSignals();
    StopSignals signals(EndWith);
    self.Say('r');
    pause();
  });
  EXPECT_EQ(child.Heard(), 'r');
  child.Signal(kSuccessorSignal);
  EXPECT_EQ(child.ExitCode(), kSuccessorSignal);
}

TEST(StopSignalsTest, ADaemonThatStopsInOrderIsNotHurriedByASuccessor) {
  Child child([](Child& self) {
    HoldDaemonSignals();
    StopWithoutEnd(self);
  });
  ExpectStopOn(child, SIGTERM);
  child.Signal(kSuccessorSignal);
  EXPECT_EQ(child.SignalUntilItEnds(SIGTERM), 128 + SIGTERM);
}

// Into stdout, whose reader is gone.
void Print() { (void)!write(STDOUT_FILENO, "x", 1); }
void CloseReaderOfOutput() {
  int ends[2];
  if (pipe(ends) != 0) _exit(98);
  dup2(ends[1], STDOUT_FILENO);
  close(ends[0]);
}

TEST(StopSignalsTest, PrintingWhatNobodyReadsStopsWhereItShould) {
  Child child([](Child&) {
    HoldStopSignals();
    CloseReaderOfOutput();
    StopSignals signals(EndWith, ClosedOutput::kStops);
    Print();
    if (errno != EPIPE) _exit(97);
    pause();
  });
  EXPECT_EQ(child.ExitCode(), SIGPIPE);
}

TEST(StopSignalsTest, PrintingWhatNobodyReadsIsOneRequestHoweverOften) {
  Child child([](Child&) {
    HoldStopSignals();
    CloseReaderOfOutput();
    StopSignals signals(
        [](int) {
          WaitForTheNextRequest();
          _exit(3);
        },
        ClosedOutput::kStops);
    while (true) Print();
  });
  EXPECT_EQ(child.ExitCode(), 3);
}

TEST(StopSignalsTest, ClosedPipesAndSocketsAreErrorsOnly) {
  Child child([](Child& self) {
    HoldStopSignals();
    CloseReaderOfOutput();
    StopSignals signals(EndWith);
    Print();
    self.Say(errno == EPIPE ? 'r' : 'e');
    pause();
  });
  EXPECT_EQ(child.Heard(), 'r');
  child.Signal(SIGTERM);
  EXPECT_EQ(child.ExitCode(), SIGTERM);

  Child reading([](Child& self) {
    HoldStopSignals();
    StopSignals signals(EndWith, ClosedOutput::kStops);
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) _exit(98);
    close(ends[0]);
    self.Say(write(ends[1], "x", 1) < 0 && errno == EPIPE ? 'r' : 'e');
    pause();
  });
  EXPECT_EQ(reading.Heard(), 'r');
  reading.Signal(SIGHUP);
  EXPECT_EQ(reading.ExitCode(), SIGHUP);
}

}  // namespace
}  // namespace sluice
