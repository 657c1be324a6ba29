// What a link costs over loopback, and what an idle process of it weighs:
//   transport_bench [server ADDRESS | client ADDRESS]    in one process without arguments
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "common/actor/runtime.h"
#include "common/base/check.h"
#include "common/clock/clock.h"
#include "common/net/grpc_transport.h"

namespace sluice {
namespace {

constexpr char kEcho[] = "/sluice.v1.Bench/Echo";  // Every frame comes back.
constexpr char kSink[] = "/sluice.v1.Bench/Sink";  // Only the head "count" is answered.

absl::StatusOr<LinkHandler> Serve(const std::string& conversation, const std::string&, std::shared_ptr<Link> link) {
  const bool echo = conversation == kEcho;
  return LinkHandler{.on_frame =
                         [link, echo](Frame frame) {
                           if (echo || frame.head == "count") SLUICE_CHECK(link->Send(std::move(frame)).ok());
                         },
                     .on_closed = [](absl::Status) {}};
}

void PrintMemory(const char* when) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (absl::StartsWith(line, "VmRSS") || absl::StartsWith(line, "RssAnon") || absl::StartsWith(line, "Threads")) {
      std::printf("%s: %s\n", when, line.c_str());
    }
  }
  std::fflush(stdout);
}

double CpuSeconds() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + 1e-6 * (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

// A link to `address` whose answers are counted.
class Client {
 public:
  Client(Transport& transport, const std::string& address, const char* conversation)
      : link_(transport.Connect(address, conversation, absl::Seconds(5),
                                {.on_frame =
                                     [this](Frame) {
                                       ++answers_;
                                       answers_.notify_all();
                                     },
                                 .on_closed = [this](absl::Status) { closed_->Set(); }})) {}
  ~Client() {
    link_->Close(absl::OkStatus());
    closed_->Wait(absl::Seconds(10));
  }

  void Send(Frame frame) {  // Waits while the link is full.
    absl::Status sent = link_->Send(frame);
    for (; absl::IsResourceExhausted(sent); sent = link_->Send(frame)) absl::SleepFor(absl::Microseconds(50));
    SLUICE_CHECK(sent.ok());
  }
  void Await(int64_t answers) {
    for (int64_t seen = answers_; seen < answers; seen = answers_) answers_.wait(seen);
  }

 private:
  std::shared_ptr<Event> closed_ = ThreadRuntime().NewEvent();
  std::atomic<int64_t> answers_ = 0;
  std::shared_ptr<Link> link_;
};

void MeasureRoundTrip(Transport& transport, const std::string& address) {
  Client client(transport, address, kEcho);
  std::vector<absl::Duration> times;
  for (int i = 1; i <= 5000; ++i) {
    absl::Time start = SystemClock().Now();
    client.Send({.head = std::string(100, 'x')});
    client.Await(i);
    times.push_back(SystemClock().Now() - start);
  }
  std::sort(times.begin(), times.end());
  auto percentile = [&](int p) { return absl::ToDoubleMicroseconds(times[times.size() * p / 100]); };
  std::printf("round trip of 100 bytes: p50 %.0f us, p99 %.0f us\n", percentile(50), percentile(99));
}

void MeasureFlow(Transport& transport, const std::string& address, const char* name, int64_t body_bytes, int count) {
  Client client(transport, address, kSink);
  client.Send({.head = "count"});
  client.Await(1);
  const Buffer body = Buffer::FromString(std::string(body_bytes, 'x'));
  absl::Time start = SystemClock().Now();
  double cpu = CpuSeconds();
  for (int i = 0; i < count; ++i) client.Send({.head = "data", .body = {body}});
  client.Send({.head = "count"});
  client.Await(2);
  double seconds = absl::ToDoubleSeconds(SystemClock().Now() - start);
  std::printf("%s: %.0f frames/s, %.0f MB/s, %.2f CPU seconds per second here\n", name, count / seconds,
              count * body_bytes / seconds / 1e6, (CpuSeconds() - cpu) / seconds);
}

void MeasureConnect(Transport& transport, const std::string& address) {
  constexpr int kLinks = 300;
  absl::Time start = SystemClock().Now();
  for (int i = 0; i < kLinks; ++i) {
    Client client(transport, address, kEcho);
    client.Send({.head = "x"});
    client.Await(1);
  }
  std::printf("connect, ask, close: %.0f us\n", absl::ToDoubleMicroseconds(SystemClock().Now() - start) / kLinks);
}

void MeasureAll(Transport& transport, const std::string& address) {
  MeasureRoundTrip(transport, address);
  MeasureFlow(transport, address, "100 byte bodies", 100, 200'000);
  MeasureFlow(transport, address, "4 MiB bodies", 4 << 20, 1000);
  MeasureConnect(transport, address);
}

int Main(const std::string& role, const std::string& wanted) {
  PrintMemory("at start");
  std::unique_ptr<Transport> transport = NewGrpcTransport();
  if (role == "client") {
    MeasureAll(*transport, wanted);
    PrintMemory("client at the end");
    return 0;
  }
  auto listener = transport->Listen(wanted, Serve);
  SLUICE_CHECK(listener.ok());
  PrintMemory("listening");
  if (role == "server") pause();
  {
    Client idle(*transport, (*listener)->address(), kEcho);
    idle.Send({.head = "x"});
    idle.Await(1);
    PrintMemory("with one idle link");
    double cpu = CpuSeconds();
    absl::SleepFor(absl::Seconds(3));
    std::printf("idle CPU: %.2f ms per second\n", (CpuSeconds() - cpu) * 1e3 / 3);
  }
  MeasureAll(*transport, (*listener)->address());
  PrintMemory("at the end");
  return 0;
}

}  // namespace
}  // namespace sluice

int main(int argc, char** argv) { return sluice::Main(argc > 1 ? argv[1] : "", argc > 2 ? argv[2] : "127.0.0.1:0"); }
