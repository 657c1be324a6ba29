#ifndef SLUICE_DRIVER_RUN_STREAM_RUN_PHASE_H_
#define SLUICE_DRIVER_RUN_STREAM_RUN_PHASE_H_

#include "common/base/check.h"

namespace sluice {

// How far a streaming run is. All legal moves are in CanMove.
class RunPhase {
 public:
  enum Value {
    kWaiting,            // Executors are to come.
    kWaitingToStop,      // Stopped gracefully, they are to come for what a former life has received.
    kRunning,            // Batches are cut and run.
    kStoppingReceivers,  // Stopped gracefully; batches go on.
    kDraining,           // All that was received is run.
    kStoppingToSave,  // Stopped at once: receivers stop, and batches are saved for a later run of the program, not run.
    kSaving,          // All that was received is saved.
    kAbandoning,      // Nothing begins any more; what runs is waited for.
    kEnded,
  };

  static constexpr bool CanMove(Value from, Value to) {
    switch (to) {
      case kWaiting: return false;
      case kWaitingToStop: return from == kWaiting;
      case kRunning: return from == kWaiting || from == kWaitingToStop;
      case kStoppingReceivers: return from == kRunning;
      case kDraining: return from == kStoppingReceivers;
      case kStoppingToSave: return from == kRunning || from == kStoppingReceivers;
      case kSaving: return from == kStoppingToSave || from == kDraining;
      case kAbandoning: return from < kAbandoning;
      case kEnded: return from == kDraining || from == kSaving || from == kAbandoning;
    }
    return false;
  }

  operator Value() const { return value_; }
  // REQUIRES: CanMove.
  void MoveTo(Value value) {
    SLUICE_CHECK(CanMove(value_, value));
    value_ = value;
  }

  bool waits() const { return value_ == kWaiting || value_ == kWaitingToStop; }
  bool CanEnd() const { return CanMove(value_, kEnded); }
  bool stopped_at_once() const { return value_ >= kStoppingToSave && value_ != kEnded; }
  bool stops_gracefully() const {
    return value_ == kWaitingToStop || value_ == kStoppingReceivers || value_ == kDraining;
  }
  bool saves() const { return value_ == kStoppingToSave || value_ == kSaving; }
  bool stops_receivers() const { return value_ == kStoppingReceivers || value_ == kStoppingToSave; }
  bool cuts() const { return value_ == kRunning || stops_receivers(); }
  bool takes_late_blocks() const { return value_ == kDraining || value_ == kSaving; }

 private:
  Value value_ = kWaiting;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_RUN_STREAM_RUN_PHASE_H_
