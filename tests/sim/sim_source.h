#ifndef SLUICE_TESTS_SIM_SIM_SOURCE_H_
#define SLUICE_TESTS_SIM_SIM_SOURCE_H_

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/base/block_info.h"
#include "common/base/random.h"
#include "tests/sim/line_ledger.h"

namespace sluice {

// A TCP server of numbered lines, as the other side sees it. What nobody has read goes to the next connection, except
// for a line of which a part was read. Connections that are open at the same time share the lines. If it can be read
// again, each connection has all lines from the number on that its reader asks for.
class SimSource {
 public:
  // Beginning of a connection; `wake` is called when there may be something to read.
  struct Reader {
    ExecutorId executor;
    std::function<void()> wake;
    int64_t from = 0;  // The number of its first line, if the source can be read again.
  };

  SimSource(int number, uint64_t seed, LineLedger& ledger) : number_(number), random_(seed), ledger_(ledger) {}

  // Before anything is written.
  void SetCanBeReadAgain() { can_be_read_again_ = true; }
  bool can_be_read_again() const { return can_be_read_again_; }

  // The sender's side.
  void Write(int lines);
  void Finish();            // No more is written: whoever has read everything sees the end.
  void CloseConnections();  // Each in its turn, after the line it is in.
  void BreakConnections();
  void BreakConnectionsOf(ExecutorId executor);
  void SetRefusing(bool refusing) { refusing_ = refusing; }

  // The reader's side. UNAVAILABLE: refused.
  absl::StatusOr<int> Connect(Reader reader);
  // At least 1 byte; 0: nothing now. OUT_OF_RANGE: the source has closed the connection. UNAVAILABLE: it broke.
  absl::StatusOr<size_t> Read(int connection, absl::Span<char> space);
  void Disconnect(int connection) { connections_.erase(connection); }

  int connections() const { return static_cast<int>(connections_.size()); }
  int connections_ever() const { return next_connection_; }
  // Of its next records, if it counts them: whoever has got them, it does not send them again.
  SourcePosition PositionOf(int64_t records) {
    const int64_t first = std::exchange(next_position_, next_position_ + records);
    return {.part = "", .first = first, .end = next_position_};
  }
  bool all_read() const { return finished_ && waiting_.empty() && !can_be_read_again_; }

 private:
  struct Line {
    LineName name;
    std::string text;
  };
  struct Connection {
    Reader reader;
    std::optional<Line> current;      // The rest of a line that was read in part.
    std::optional<LineName> unended;  // Was read, but is a line only if nothing follows.
    bool closing = false;
    int64_t next = 0;  // Line, if the source can be read again.
  };

  void WakeAll();
  bool TakeLine(Connection& connection);
  bool HasEnded(const Connection& connection) const;

  const int number_;
  SeededRandom random_;
  LineLedger& ledger_;
  int next_line_ = 0;
  int next_connection_ = 0;
  int64_t next_position_ = 0;
  bool can_be_read_again_ = false;
  bool finished_ = false;
  bool refusing_ = false;
  std::deque<Line> waiting_;
  std::map<int, Connection> connections_;
};

}  // namespace sluice

#endif  // SLUICE_TESTS_SIM_SIM_SOURCE_H_
