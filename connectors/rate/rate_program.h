#ifndef SLUICE_CONNECTORS_RATE_RATE_PROGRAM_H_
#define SLUICE_CONNECTORS_RATE_RATE_PROGRAM_H_

#include <algorithm>
#include <cstdint>

#include "common/base/status.h"
#include "common/codec/codec.h"
#include "engine/source/custom_receiver.h"

namespace sluice {

// How fast rows are made, and how many. Codable.
struct MadeRows {
  int64_t rows_per_second = 1;
  int64_t rows = 0;  // 0: no end.
};

// Makes row i by f(i), i = 0, 1, ..., and stops when all are made. One that is started elsewhere begins at 0 again.
template <class T, class Function>
class RateProgram : public ReceiverProgram {
 public:
  RateProgram(const MadeRows& making, const Function& function) : making_(making), function_(function) {}

  absl::Status Start(CustomReceiver& receiver) override {
    const Clock& clock = receiver.host().runtime().clock();
    const absl::Time start = clock.Now();
    while (making_.rows == 0 || made_ < making_.rows) {
      const double due = absl::ToDoubleSeconds(clock.Now() - start) * static_cast<double>(making_.rows_per_second);
      const int64_t end = NextEnd(static_cast<int64_t>(due));
      if (made_ < end && !receiver.stopped()) {
        SLUICE_RETURN_IF_ERROR(MakeUntil(end, receiver));
      } else if (receiver.WaitForStop(kPause)) {
        return absl::OkStatus();
      }
    }
    receiver.Stop("all rows are made", "");
    return absl::OkStatus();
  }
  void Stop() override {}

 private:
  static constexpr absl::Duration kPause = absl::Milliseconds(10);
  static constexpr int64_t kRowsAtATime = 256;

  int64_t NextEnd(int64_t due) const {
    return std::min(making_.rows == 0 ? due : std::min(due, making_.rows), made_ + kRowsAtATime);
  }
  absl::Status MakeUntil(int64_t end, CustomReceiver& receiver) {
    for (; made_ < end; ++made_) {
      const T row = function_(made_);
      SLUICE_RETURN_IF_ERROR(receiver.Add([&row](Writer& out) { EncodeTo(out, row); }));
    }
    return absl::OkStatus();
  }

  const MadeRows making_;
  const Function function_;
  int64_t made_ = 0;
};

}  // namespace sluice

#endif  // SLUICE_CONNECTORS_RATE_RATE_PROGRAM_H_
