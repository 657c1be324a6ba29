#include "engine/python/python_daemon.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "common/actor/detached.h"
#include "common/base/secret.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/clock/clock.h"
#include "common/process/pipe.h"
#include "common/process/spawn.h"
#include "engine/python/big_endian.h"
#include "engine/python/fault_log.h"

namespace sluice {
namespace {

constexpr absl::Duration kStartPatience = absl::Seconds(60);
constexpr absl::Duration kForkPatience = absl::Seconds(30);
constexpr int kEndedFirst = 500;

// All of it by `deadline`; false: not so many came.
bool ReadAll(int fd, char* bytes, size_t count, absl::Time deadline) {
  while (count > 0) {
    const int64_t left = absl::ToInt64Milliseconds(deadline - SystemClock().Now());
    if (left <= 0) return false;
    pollfd ready = {fd, POLLIN, 0};
    if (poll(&ready, 1, static_cast<int>(left)) <= 0) continue;
    const ssize_t got = read(fd, bytes, count);
    if (got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN)) return false;
    if (got < 0) continue;
    bytes += got;
    count -= got;
  }
  return true;
}

bool WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(written);
  }
  return true;
}

std::map<std::string, std::string> DaemonEnvironment(const PythonInterpreter& interpreter, const std::string& secret) {
  std::map<std::string, std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const size_t sign = text.find('=');
    if (sign != std::string_view::npos) all.emplace(text.substr(0, sign), text.substr(sign + 1));
  }
  for (const char* name : {"PYSPARK_GATEWAY_PORT", "PYSPARK_GATEWAY_SECRET"}) all.erase(name);
  for (const auto& [name, value] : interpreter.environment) all[name] = value;
  all["PYTHONUNBUFFERED"] = "YES";
  all["PYTHON_WORKER_FACTORY_SECRET"] = secret;
  all["SPARK_REUSE_WORKER"] = "1";
  all["SPARK_PYTHON_RUNTIME"] = "PYTHON_WORKER";
  all["SPARK_BUFFER_SIZE"] = "65536";
  all["SPARK_AUTH_SOCKET_TIMEOUT"] = "15";
  all["SPARK_JOB_ARTIFACT_UUID"] = "default";
  all["PYTHON_UDF_BATCH_SIZE"] = "100";
  all["PYTHON_DAEMON_KILL_WORKER_ON_FLUSH_FAILURE"] = "1";
  all.emplace("OMP_NUM_THREADS", "1");
  if (all.contains(kFaultFolderVariable)) all[kFaultFolderVariable] = FaultFolder().value_or("");
  return all;
}

absl::StatusOr<pid_t> SpawnDaemon(const PythonInterpreter& interpreter, const std::string& secret, const Pipe& in,
                                  const Pipe& out) {
  std::vector<std::string> variables;
  for (const auto& [name, value] : DaemonEnvironment(interpreter, secret)) variables.push_back(name + "=" + value);
  return Spawn({.command = {interpreter.executable, "-m", "pyspark.daemon", "pyspark.worker"},
                .environment = std::move(variables),
                .input = in.read.number(),
                .output = out.write.number()});
}

// What it may take, and so each of its workers, whatever this process may: a function that has no end gets a
// MemoryError of its own. If all of them together take all that there is, the system ends a worker first, not this
// process.
void LimitMemory(pid_t pid) {
  const auto bytes = static_cast<rlim_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<rlim_t>(sysconf(_SC_PAGESIZE));
  rlimit limit{};
  getrlimit(RLIMIT_DATA, &limit);
  limit.rlim_cur = std::min(bytes / 4 * 3, limit.rlim_max);
  prlimit(pid, RLIMIT_DATA, &limit, nullptr);
  std::ofstream(StrCat("/proc/", pid, "/oom_score_adj")) << kEndedFirst;
}

// What functions print goes where the executor's own words go. Detached: programs that they leave behind may keep the
// pipe open for ever.
void PassOnOutput(FileDescriptor from) {
  RunDetached("python-output", [from = std::move(from)] {
    char bytes[4096];
    while (true) {
      const ssize_t got = read(from.number(), bytes, sizeof(bytes));
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) return;
      (void)!write(2, bytes, got);
    }
  });
}

absl::StatusOr<int> ReadPort(const std::string& executable, int from) {
  char bytes[sizeof(int32_t)];
  if (!ReadAll(from, bytes, sizeof(bytes), SystemClock().Now() + kStartPatience)) {
    return absl::UnavailableError(StrCat("\"", executable,
                                         " -m pyspark.daemon\" does not start: is pyspark installed there? What it "
                                         "said is in the executor's log"));
  }
  const int port = BigEndianAt<int32_t>(bytes);
  if (port > 0 && port <= UINT16_MAX) return port;
  return absl::UnavailableError(
      StrCat("\"", executable, " -m pyspark.daemon\" printed something else than its port: port=", port));
}

absl::StatusOr<FileDescriptor> ConnectTo(int port) {
  FileDescriptor made(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(made.number(), reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) {
    return absl::UnavailableError(StrCat("the Python daemon cannot be reached: ", std::strerror(errno)));
  }
  const int yes = 1;
  setsockopt(made.number(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
  return made;
}

}  // namespace

absl::StatusOr<std::shared_ptr<PythonDaemon>> PythonDaemon::Start(const PythonInterpreter& interpreter) {
  SLUICE_ASSIGN_OR_RETURN(Pipe in, Pipe::Open());
  SLUICE_ASSIGN_OR_RETURN(Pipe out, Pipe::Open());
  const std::string secret = NewSecret();
  SLUICE_ASSIGN_OR_RETURN(const pid_t pid, SpawnDaemon(interpreter, secret, in, out));
  LimitMemory(pid);
  out.write = FileDescriptor();  // So that its end is seen.
  std::shared_ptr<PythonDaemon> daemon(new PythonDaemon(pid, std::move(in.write), secret));
  SLUICE_ASSIGN_OR_RETURN(daemon->port_, ReadPort(interpreter.executable, out.read.number()));
  PassOnOutput(std::move(out.read));
  return daemon;
}

PythonDaemon::~PythonDaemon() {
  if (!orders_) return;
  orders_ = FileDescriptor();
  waitpid(pid_, nullptr, 0);
}

absl::StatusOr<std::unique_ptr<PythonWorker>> PythonDaemon::NewWorker() {
  auto worker = std::make_unique<PythonWorker>();
  SLUICE_ASSIGN_OR_RETURN(worker->socket, ConnectTo(port_));
  const int fd = worker->socket.number();
  const absl::Time deadline = SystemClock().Now() + kForkPatience;
  char number[sizeof(int32_t)];
  if (!ReadAll(fd, number, sizeof(number), deadline))
    return absl::UnavailableError("the Python daemon gives no worker");
  worker->pid = BigEndianAt<int32_t>(number);
  Writer hello;
  PutFrame(hello, secret_);
  char answer[sizeof(int32_t) + 2];  // A frame: "ok".
  if (!WriteAll(fd, hello.view()) || !ReadAll(fd, answer, sizeof(answer), deadline) ||
      std::string_view(answer + sizeof(int32_t), 2) != "ok") {
    return absl::UnavailableError(StrCat("a Python worker did not start: fork=", worker->pid));
  }
  fcntl(fd, F_SETFL, O_NONBLOCK);
  worker->daemon = shared_from_this();
  return worker;
}

}  // namespace sluice
