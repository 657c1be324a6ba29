#include "tests/sim/sim_source.h"

#include <algorithm>

namespace sluice {

void SimSource::Write(int lines) {
  for (int i = 0; i < lines; ++i) {
    LineName name{number_, next_line_++};
    ledger_.Written(name);
    if (!can_be_read_again_) waiting_.push_back({name, LineText(name) + '\n'});
  }
  WakeAll();
}

void SimSource::Finish() {
  finished_ = true;
  if (!waiting_.empty() && random_.Below(2) == 0) waiting_.back().text.pop_back();  // A last line needs no newline.
  WakeAll();
}

void SimSource::CloseConnections() {
  for (auto& [number, connection] : connections_) connection.closing = true;
  WakeAll();
}

void SimSource::BreakConnections() {
  auto broken = std::exchange(connections_, {});
  for (auto& [number, connection] : broken) connection.reader.wake();
}

void SimSource::BreakConnectionsOf(ExecutorId executor) {
  std::erase_if(connections_, [&](const auto& entry) { return entry.second.reader.executor == executor; });
}

void SimSource::WakeAll() {
  for (auto& [number, connection] : connections_) connection.reader.wake();
}

absl::StatusOr<int> SimSource::Connect(Reader reader) {
  if (refusing_) return absl::UnavailableError("connection refused");
  reader.wake();
  const int64_t from = reader.from;
  connections_.emplace(next_connection_, Connection{.reader = std::move(reader), .next = from});
  return next_connection_++;
}

bool SimSource::TakeLine(Connection& connection) {
  if (connection.current) return true;
  if (connection.closing) return false;
  if (can_be_read_again_) {
    if (connection.next >= next_line_) return false;
    const LineName name{number_, static_cast<int>(connection.next++)};
    connection.current = Line{name, LineText(name) + '\n'};
    return true;
  }
  if (waiting_.empty()) return false;
  connection.current = std::move(waiting_.front());
  waiting_.pop_front();
  return true;
}

bool SimSource::HasEnded(const Connection& connection) const {
  const bool has_all = can_be_read_again_ && finished_ && connection.next >= next_line_ && !connection.current;
  return connection.closing || all_read() || has_all;
}

absl::StatusOr<size_t> SimSource::Read(int number, absl::Span<char> space) {
  auto found = connections_.find(number);
  if (found == connections_.end()) return absl::UnavailableError("connection reset by peer");
  Connection& connection = found->second;
  const size_t limit = std::min<size_t>(space.size(), 1 + random_.Below(300));
  size_t bytes = 0;
  while (bytes < limit && TakeLine(connection)) {
    std::string& text = connection.current->text;
    const size_t part = text.copy(space.data() + bytes, limit - bytes);
    bytes += part;
    const bool ended = text[part - 1] == '\n';
    text.erase(0, part);
    if (!text.empty()) break;
    if (ended) ledger_.Read(connection.current->name, connection.reader.executor);
    if (!ended) connection.unended = connection.current->name;
    connection.current.reset();
  }
  if (bytes > 0 || !HasEnded(connection)) return bytes;
  if (connection.unended) ledger_.Read(*connection.unended, connection.reader.executor);
  connections_.erase(found);
  return absl::OutOfRangeError("end of stream");
}

}  // namespace sluice
