// Counts the numbered lines of a server since the beginning of all its lives, and adds up their numbers: says both
// after each batch. The server is asked for the lines from a position on, and told up to where they are safe, so that
// it may forget them. Goes on from its checkpoint directory; ends when it is stopped.
#include <arpa/inet.h>
#include <sluice/streaming.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/cluster/restarted_program.h"

namespace {

using namespace sluice;

// A connection to a server on this machine.
class Connection {
 public:
  explicit Connection(int port) {
    sockaddr_in address{
        .sin_family = AF_INET, .sin_port = htons(static_cast<uint16_t>(port)), .sin_addr = {}, .sin_zero = {}};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    is_open_ = connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  }
  ~Connection() { close(fd_); }
  Connection(const Connection&) = delete;

  bool is_open() const { return is_open_; }
  void Say(const std::string& line) { is_open_ &= send(fd_, line.data(), line.size(), MSG_NOSIGNAL) > 0; }
  // The whole lines that have come; none: it has ended.
  std::vector<std::string> Read() {
    std::vector<std::string> lines;
    char bytes[4096];
    while (lines.empty()) {
      const ssize_t read = recv(fd_, bytes, sizeof(bytes), 0);
      if (read <= 0) return {};
      rest_.append(bytes, read);
      for (size_t end; (end = rest_.find('\n')) != rest_.npos; rest_.erase(0, end + 1)) {
        lines.push_back(rest_.substr(0, end));
      }
    }
    return lines;
  }
  void Interrupt() { shutdown(fd_, SHUT_RDWR); }

 private:
  const int fd_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  bool is_open_ = false;
  std::string rest_;
};

int64_t NumberOf(const std::string& line) { return std::atoll(line.c_str()); }

class NumberedLines : public Receiver<std::string> {
 public:
  explicit NumberedLines(int port) : port_(port) {}

  void onStart() override {
    auto server = std::make_shared<Connection>(port_);
    server_ = server;
    server->Say("from " + std::to_string(safePosition().value_or(0)) + "\n");
    while (server->is_open() && !isStopped()) {
      const std::vector<std::string> lines = server->Read();
      if (lines.empty()) break;
      const SourcePosition position{"", NumberOf(lines.front()), NumberOf(lines.back()) + 1};
      store(lines, position);
      server->Say("safe " + std::to_string(position.end) + "\n");
    }
    if (!isStopped()) restart("the server has gone");
  }
  void onStop() override {
    if (const std::shared_ptr<Connection> server = server_.load()) server->Interrupt();
  }

 private:
  const int port_;
  std::atomic<std::shared_ptr<Connection>> server_;
};

// Of lines: how many, and the sum of their numbers.
using Total = std::pair<int64_t, int64_t>;

Total Add(const Total& a, const Total& b) { return {a.first + b.first, a.second + b.second}; }

StreamingContext Create(Application& app, int port, const std::string& folder) {
  StreamingContext ssc(app, Seconds(1));
  ssc.checkpoint(folder);
  ssc.receiverStream<NumberedLines>(port)
      .map([](const std::string& line) { return std::pair(NumberOf(line) % 10, Total(1, NumberOf(line))); })
      .updateStateByKey([](const std::vector<Total>& more, std::optional<Total> total) {
        for (const Total& one : more) total = Add(total.value_or(Total()), one);
        return total;
      })
      .foreachRDD([](const RDD<std::pair<int64_t, Total>>& totals, Time time) {
        Total all;
        for (const auto& [key, total] : totals.collect()) all = Add(all, total);
        std::printf("batch %lld lines %lld sum %lld\n", static_cast<long long>(time.milliseconds()),
                    static_cast<long long>(all.first), static_cast<long long>(all.second));
        std::fflush(stdout);
      });
  return ssc;
}

}  // namespace

int main(int argc, char** argv) { return RunRestarted(argc, argv, &Create); }
