// A TCP server to try streaming programs with: sends lines of words to everyone who connects.
//   wordsource --port 9999 --rate 1000 --seconds 60    made-up lines, so many a second to each client
//   wordsource --port 9999 --file F [--rate 20000]     the lines of a file once, at that rate or as fast as they are
//   read
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstring>
#include <deque>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "examples/flags.h"

namespace {

using Clock = std::chrono::steady_clock;
constexpr size_t kChunkBytes = 256 << 10;
constexpr auto kLateGuests = std::chrono::seconds(5);
constexpr auto kLateGuestsMax = std::chrono::seconds(30);

struct Options {
  std::string listen = "127.0.0.1";
  int port = 9999;
  double rate = 0;
  double seconds = 1e9;
  std::string file;
};

// Where the lines to send come from. Thread-safe.
class Source {
 public:
  virtual ~Source() = default;
  // Whole lines to send next; waits for them. Empty: there are no more. `state` is the caller's own, zero at first.
  virtual std::string_view Next(uint64_t& state, std::string& room) = 0;
  // How many bytes of the last Next were taken over by the system.
  virtual void Sent(std::string_view chunk, size_t bytes) = 0;
  virtual bool done() = 0;
};

// The lines of a file, each to one client. What a broken connection did not take goes to another one.
class FileSource : public Source {
 public:
  // `rate` in lines a second for all clients together; 0: as fast as they read.
  FileSource(const std::string& path, double rate) {
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    text_.resize(file ? static_cast<size_t>(file.tellg()) : 0);
    if (!file.seekg(0).read(text_.data(), text_.size())) throw std::runtime_error("cannot read " + path);
    if (rate > 0) bytes_per_second_ = rate * text_.size() / std::max<size_t>(1, std::ranges::count(text_, '\n'));
    const size_t chunk_bytes = rate > 0 ? std::clamp<size_t>(bytes_per_second_ / 100, 1, kChunkBytes) : kChunkBytes;
    for (std::string_view rest = text_; !rest.empty();) {
      size_t end = rest.size() <= chunk_bytes ? rest.size() : rest.find('\n', chunk_bytes - 1) + 1;
      if (end == 0) end = rest.size();
      unsent_.push_back(rest.substr(0, end));
      rest.remove_prefix(end);
    }
  }
  std::string_view Next(uint64_t&, std::string&) override {
    std::unique_lock lock(mu_);
    changed_.wait(lock, [&] { return !unsent_.empty() || in_hand_ == 0; });
    if (unsent_.empty()) return {};
    std::string_view chunk = unsent_.front();
    unsent_.pop_front();
    ++in_hand_;
    lock.unlock();
    Pace(chunk.size());
    return chunk;
  }
  void Sent(std::string_view chunk, size_t bytes) override {
    std::lock_guard lock(mu_);
    // A line that was begun is sent again as a whole: its beginning alone is no line to the one who lost it.
    size_t whole_lines = bytes == chunk.size() ? bytes : chunk.substr(0, bytes).rfind('\n') + 1;
    if (whole_lines < chunk.size()) unsent_.push_front(chunk.substr(whole_lines));
    --in_hand_;
    changed_.notify_all();
  }
  bool done() override {
    std::lock_guard lock(mu_);
    return unsent_.empty() && in_hand_ == 0;
  }

 private:
  void Pace(size_t bytes) {
    if (bytes_per_second_ == 0) return;
    const auto cost =
        std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(bytes / bytes_per_second_));
    Clock::time_point due;
    {
      std::lock_guard lock(mu_);
      due = next_due_ = std::max(next_due_ + cost, Clock::now());
    }
    std::this_thread::sleep_until(due);
  }

  std::string text_;
  double bytes_per_second_ = 0;
  Clock::time_point next_due_ = Clock::now();
  std::mutex mu_;
  std::condition_variable changed_;
  std::deque<std::string_view> unsent_;
  int in_hand_ = 0;
};

// Made-up lines at a steady rate for each client, until the time is over.
class MadeUpSource : public Source {
 public:
  MadeUpSource(double rate, double seconds)
      : rate_(rate),
        end_(Clock::now() +
             std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(std::min(seconds, 1e9)))) {}

  std::string_view Next(uint64_t& sent, std::string& lines) override {
    thread_local const Clock::time_point start = Clock::now();
    lines.clear();
    while (lines.empty() && !done()) {
      double elapsed = std::chrono::duration<double>(Clock::now() - start).count();
      for (; static_cast<double>(sent) < elapsed * rate_ && lines.size() < kChunkBytes; ++sent) AppendLine(lines);
      if (lines.empty()) std::this_thread::sleep_for(std::chrono::duration<double>(std::clamp(1 / rate_, 0.001, 0.1)));
    }
    return lines;
  }
  void Sent(std::string_view, size_t) override {}
  bool done() override { return Clock::now() >= end_; }

 private:
  static void AppendLine(std::string& lines) {
    static constexpr const char* kWords[] = {"the",   "river", "of",     "a",     "stream", "and",  "to",    "in",
                                             "water", "flows", "gate",   "mill",  "sluice", "over", "stone", "down",
                                             "bank",  "rain",  "bridge", "wheel", "fish",   "reed", "boat",  "spring"};
    thread_local std::mt19937 random(std::random_device{}());
    for (unsigned words = 3 + random() % 10; words > 0; --words) {
      unsigned pick =
          std::min(random() % std::size(kWords), random() % std::size(kWords));  // Early words are frequent.
      lines += kWords[pick];
      lines += words == 1 ? '\n' : ' ';
    }
  }
  const double rate_;
  const Clock::time_point end_;
};

// A listening socket; sets `port` to the one that was taken.
int Listen(const std::string& host, int& port) {
  addrinfo hints{}, *found = nullptr;
  hints.ai_family = AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  if (getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0) {
    throw std::runtime_error("no such address here: " + host);
  }
  std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, &freeaddrinfo);
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (bind(listener, found->ai_addr, found->ai_addrlen) != 0 || listen(listener, 64) != 0) {
    throw std::runtime_error("cannot listen on " + host + ":" + std::to_string(port) + ": " + std::strerror(errno));
  }
  sockaddr_in address{};
  socklen_t size = sizeof(address);
  getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  port = ntohs(address.sin_port);
  return listener;
}

size_t SendAll(int client, std::string_view bytes) {
  size_t sent = 0;
  while (sent < bytes.size()) {
    ssize_t n = send(client, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    sent += n;
  }
  return sent;
}

// Sends until there is nothing more, or the client is gone; then ends the stream in order.
void Serve(int client, Source& source, std::atomic<int64_t>& total) {
  // A machine that vanished without a word is noticed after this long, and its unsent lines go to another.
  unsigned vanished_ms = 30'000;
  setsockopt(client, IPPROTO_TCP, TCP_USER_TIMEOUT, &vanished_ms, sizeof(vanished_ms));
  uint64_t state = 0;
  std::string room;
  for (std::string_view chunk; !(chunk = source.Next(state, room)).empty();) {
    size_t sent = SendAll(client, chunk);
    source.Sent(chunk, sent);
    total += std::count(chunk.begin(), chunk.begin() + sent, '\n');
    if (sent < chunk.size()) break;
  }
  shutdown(client, SHUT_WR);
  // The client closes when it has read everything; until then the system keeps what it has not read.
  timeval patience{60, 0};
  setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  char ignored[256];
  while (recv(client, ignored, sizeof(ignored), 0) > 0) {
  }
  close(client);
}

// Who started it may wait for what it says.
void Say(const std::string& line) {
  if (std::puts(line.c_str()) < 0 || std::fflush(stdout) != 0) {
    throw std::runtime_error(std::string("cannot write to stdout: ") + std::strerror(errno));
  }
}

void Run(Options options) {
  std::unique_ptr<Source> source;
  if (options.file.empty()) {
    source = std::make_unique<MadeUpSource>(options.rate > 0 ? options.rate : 1000, options.seconds);
  } else {
    source = std::make_unique<FileSource>(options.file, options.rate);
  }
  int listener = Listen(options.listen, options.port);
  Say("listening on " + options.listen + ":" + std::to_string(options.port));
  std::vector<std::thread> clients;
  std::atomic<int64_t> total{0};
  // Who comes when all is sent, late or once more, must not wait for ever: it finds a stream that ends at once.
  Clock::time_point last_guest = Clock::now(), last_line = last_guest;
  while (Clock::now() < std::min(last_guest + kLateGuests, last_line + kLateGuestsMax)) {
    if (!source->done()) last_guest = last_line = Clock::now();
    pollfd waiting{listener, POLLIN, 0};
    if (poll(&waiting, 1, 100) != 1) continue;
    int client = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    last_guest = Clock::now();
    clients.emplace_back(Serve, client, std::ref(*source), std::ref(total));
  }
  close(listener);
  for (std::thread& client : clients) client.join();
  Say("sent " + std::to_string(total.load()) + " lines to " + std::to_string(clients.size()) + " clients");
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  examples::Flags flags("Sends lines of words to everyone who connects.");
  flags.Text("--listen", options.listen, "address of this machine");
  flags.Number("--port", options.port, 0, "0: any free one", 65535);
  flags.Number("--rate", options.rate, 1,
               "lines a second [1000 made-up ones; those of a file as fast as they are read]");
  flags.Number("--seconds", options.seconds, 0, "how long to make up lines");
  flags.Text("--file", options.file, "send the lines of this file once instead");
  if (std::optional<int> code = flags.Parse(argc, argv)) return *code;
  try {
    Run(options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "wordsource: %s\n", error.what());
    return 1;
  }
  return 0;
}
