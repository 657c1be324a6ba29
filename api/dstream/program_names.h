#ifndef SLUICE_API_DSTREAM_PROGRAM_NAMES_H_
#define SLUICE_API_DSTREAM_PROGRAM_NAMES_H_

#include <set>
#include <string>

namespace sluice::internal {

// What a streaming program calls its parts, for those who know them over restarts: its checkpoint directory, and
// systems that it writes to. Each name once, of letters, digits, - and _; else an Error is thrown. Dashboards are for
// people: their names are of any characters.
class ProgramNames {
 public:
  void AddUid(const std::string& uid);
  void AddOutput(const std::string& name);
  // At most kDashboardsMax, each at most kNameBytesMax bytes.
  void AddDashboard(const std::string& name);
  // Streams with state are numbered in the order in which the program makes them.
  int NextStatefulStream() { return stateful_streams_++; }

 private:
  std::set<std::string> uids_;
  std::set<std::string> outputs_;
  std::set<std::string> dashboards_;
  int stateful_streams_ = 0;
};

}  // namespace sluice::internal

#endif  // SLUICE_API_DSTREAM_PROGRAM_NAMES_H_
