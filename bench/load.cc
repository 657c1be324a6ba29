// Sends a known load to one TCP client at a time, for benchmarks. Prints `listening on HOST:PORT` first and, at the
// end, `sent LINES lines WORDS words in SECONDS s`.
//   load lines --count N                    writes N lines to standard output
//   load words --rate R --seconds S         Zipf words, R lines/s (0: as fast as the client reads)
//   load stamps --rate R --seconds S        each line is its time of sending, ns since the epoch
//   load numbers --rate R --seconds S       1, 2, 3, ... across connections
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "bench/line_source.h"
#include "bench/zipf_lines.h"
#include "common/process/parse_flags.h"

namespace sluice {
namespace {

using SteadyClock = std::chrono::steady_clock;

struct LoadOptions {
  std::string kind;
  int64_t count = 1'000'000;
  double rate = 0;
  double seconds = 10;
  int port = 0;
  int64_t distinct_lines = 200'000;  // They are sent again and again.
};

double SecondsSince(SteadyClock::time_point start) {
  return std::chrono::duration<double>(SteadyClock::now() - start).count();
}

int ListenOnLoopback(int port) {
  int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
  socklen_t size = sizeof address;
  if (bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(fd, 8) != 0) {
    std::perror("load: cannot listen");
    std::exit(1);
  }
  getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  std::printf("listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
  std::fflush(stdout);
  return fd;
}

std::unique_ptr<LineSource> MakeSource(const LoadOptions& options) {
  if (options.kind == "words") return NewZipfSource(options.distinct_lines);
  return options.kind == "stamps" ? NewStampSource() : NewNumberSource();
}

// Sends until the client goes or time is up; returns the lines sent.
int64_t Serve(int fd, const LoadOptions& options, LineSource& source, SteadyClock::time_point deadline) {
  const auto start = SteadyClock::now();
  const auto step = std::chrono::microseconds(options.kind == "stamps" ? 1000 : 5000);
  int64_t sent = 0;
  while (SteadyClock::now() < deadline) {
    int64_t due = options.rate == 0 ? 4000 : static_cast<int64_t>(SecondsSince(start) * options.rate) - sent;
    while (due > 0) {
      int64_t lines = source.Send(fd, std::min<int64_t>(due, 4000));
      if (lines == 0) return sent;
      sent += lines;
      due -= lines;
    }
    if (options.rate != 0) std::this_thread::sleep_for(step);
  }
  return sent;
}

int SendLoad(const LoadOptions& options) {
  std::unique_ptr<LineSource> source = MakeSource(options);
  int listener = ListenOnLoopback(options.port);
  int client = accept(listener, nullptr, nullptr);
  const auto start = SteadyClock::now();
  const auto deadline = start + std::chrono::microseconds(static_cast<int64_t>(options.seconds * 1e6));
  int64_t sent = 0;
  while (client >= 0) {
    int on = 1;
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sent += Serve(client, options, *source, deadline);
    close(client);
    if (SteadyClock::now() >= deadline) break;
    client = accept(listener, nullptr, nullptr);
  }
  std::printf("sent %lld lines %lld words in %.3f s\n", static_cast<long long>(sent),
              static_cast<long long>(source->words_sent()), SecondsSince(start));
  return 0;
}

int WriteLines(int64_t count) {
  ZipfLines lines(1);
  std::string text;
  for (int64_t i = 1; i <= count; ++i) {
    lines.AppendLine(text);
    if (i % 10'000 != 0 && i != count) continue;
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) return 1;
    text.clear();
  }
  return 0;
}

}  // namespace
}  // namespace sluice

int main(int argc, char** argv) {
  sluice::LoadOptions options;
  CLI::App app{"Sends a known load to a TCP client, for benchmarks."};
  app.add_option("kind", options.kind, "lines, words, stamps or numbers")
      ->required()
      ->check(CLI::IsMember({"lines", "words", "stamps", "numbers"}));
  app.add_option("--count", options.count, "lines to write (kind lines)");
  app.add_option("--rate", options.rate, "lines per second; 0: as fast as the client reads");
  app.add_option("--seconds", options.seconds, "how long to send");
  app.add_option("--port", options.port, "0: any free one");
  if (std::optional<int> code = sluice::ParseFlags(app, argc, argv)) return *code;
  std::signal(SIGPIPE, SIG_IGN);
  return options.kind == "lines" ? sluice::WriteLines(options.count) : sluice::SendLoad(options);
}
