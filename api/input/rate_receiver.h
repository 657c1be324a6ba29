#ifndef SLUICE_API_INPUT_RATE_RECEIVER_H_
#define SLUICE_API_INPUT_RATE_RECEIVER_H_

#include <algorithm>
#include <cstdint>

#include "api/input/receiver.h"

namespace sluice {

// How fast made-up rows come, and how many.
struct Rate {
  int64_t rowsPerSecond = 1;
  int64_t rows = 0;  // 0: no end.
};

// Makes row i by f(i), i = 0, 1, ..., and stops when all are made. One that is started elsewhere begins at 0 again.
template <class T, class Function>
class RateReceiver : public Receiver<T> {
 public:
  RateReceiver(const Rate& rate, const Function& function) : rate_(rate), function_(function) {}

  void onStart() override {
    const Clock& clock = this->supervisor().host().runtime().clock();
    const absl::Time start = clock.Now();
    while (rate_.rows == 0 || made_ < rate_.rows) {
      const double due = absl::ToDoubleSeconds(clock.Now() - start) * static_cast<double>(rate_.rowsPerSecond);
      if (MakeUntil(static_cast<int64_t>(due))) continue;
      if (this->waitForStop(Milliseconds(kPauseMillis))) return;
    }
    this->stop("all rows are made");
  }
  void onStop() override {}

 private:
  static constexpr int64_t kPauseMillis = 10;
  static constexpr int64_t kRowsAtATime = 256;

  // False: there were none to make.
  bool MakeUntil(int64_t due) {
    if (rate_.rows != 0) due = std::min(due, rate_.rows);
    const int64_t end = std::min(due, made_ + kRowsAtATime);
    if (made_ >= end || this->isStopped()) return false;
    for (; made_ < end; ++made_) this->store(function_(made_));
    return true;
  }

  const Rate rate_;
  const Function function_;
  int64_t made_ = 0;
};

}  // namespace sluice

#endif  // SLUICE_API_INPUT_RATE_RECEIVER_H_
