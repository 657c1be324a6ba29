#ifndef SLUICE_CONNECTORS_RATE_RATE_PROGRAM_H_
#define SLUICE_CONNECTORS_RATE_RATE_PROGRAM_H_

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

// Makes rows at a rate, and stops when all are made. One that is started elsewhere begins at the first one again.
class PacedProgram : public ReceiverProgram {
 public:
  absl::Status Start(CustomReceiver& receiver) final;
  void Stop() final {}

 protected:
  explicit PacedProgram(const MadeRows& making) : making_(making) {}
  // Adds the rows of the numbers before `end`; `next` is the first one, and goes past each that was added.
  virtual absl::Status Make(int64_t& next, int64_t end, CustomReceiver& receiver) = 0;

 private:
  const MadeRows making_;
  int64_t made_ = 0;
};

// Row i is f(i), i = 0, 1, ...
template <class T, class Function>
class RateProgram : public PacedProgram {
 public:
  RateProgram(const MadeRows& making, const Function& function) : PacedProgram(making), function_(function) {}

 protected:
  absl::Status Make(int64_t& next, int64_t end, CustomReceiver& receiver) override {
    for (; next < end; ++next) {
      const T row = function_(next);
      SLUICE_RETURN_IF_ERROR(receiver.Add([&row](Writer& out) { EncodeTo(out, row); }));
    }
    return absl::OkStatus();
  }

 private:
  const Function function_;
};

}  // namespace sluice

#endif  // SLUICE_CONNECTORS_RATE_RATE_PROGRAM_H_
