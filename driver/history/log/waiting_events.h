#ifndef SLUICE_DRIVER_HISTORY_LOG_WAITING_EVENTS_H_
#define SLUICE_DRIVER_HISTORY_LOG_WAITING_EVENTS_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "driver/history/history.h"

namespace sluice {

// Records for one frame.
struct EventChunk {
  std::string records;
  bool begins_file = false;  // It begins with what the file's format is, and with all that goes on.
};

// The events that wait to be written, as the records of their log. However often a stage changes while it waits, or its
// job goes on, it is one record. An event that finds no room is left out and counted; when there is room again what
// goes on is told anew. Not thread-safe.
class WaitingEvents {
 public:
  // So many bytes may wait; the last event is whole.
  explicit WaitingEvents(int64_t bytes_max) : bytes_max_(bytes_max) {}

  // `history` knows the event. False: there was no room for it.
  bool Add(const HistoryEvent& event, const History& history);
  // The next event is followed by all that goes on, in a new file. So it is with the first one.
  void BeginFile() { begins_file_ = true; }
  // All that waits.
  std::vector<EventChunk> Take();

  bool empty() const { return chunks_.empty() && stages_.empty(); }
  int64_t bytes() const { return bytes_; }

 private:
  using StageKey = std::pair<JobId, StageNumber>;

  void AddStage(const StageChanged& changed, const History& history);
  void AddStagesOf(JobId job);
  void AddWhatGoesOn(const History& history);
  void AddRecord(const HistoryEvent& event);

  const int64_t bytes_max_;
  std::vector<EventChunk> chunks_;
  std::map<StageKey, StageChanged> stages_;  // What each has come to.
  int64_t bytes_ = 0;
  int64_t left_out_ = 0;
  bool begins_file_ = true;
  bool is_in_file_ = false;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_HISTORY_LOG_WAITING_EVENTS_H_
