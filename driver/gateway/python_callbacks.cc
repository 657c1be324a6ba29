#include "driver/gateway/python_callbacks.h"

#include <string>
#include <utility>

#include "common/base/status.h"
#include "driver/gateway/commands.h"
#include "driver/gateway/gateway.h"
#include "driver/gateway/java_error.h"

namespace sluice::gateway {

void PythonCallbacks::Reset(int port) {
  std::vector<Link> former;
  MutexLock lock(&mu_);
  port_ = port;
  former.swap(idle_);
}

int PythonCallbacks::port() const {
  MutexLock lock(&mu_);
  return port_;
}

absl::StatusOr<PythonCallbacks::Link> PythonCallbacks::TakeLink() {
  int port = 0;
  {
    MutexLock lock(&mu_);
    if (!idle_.empty()) {
      Link link = std::move(idle_.back());
      idle_.pop_back();
      return link;
    }
    port = port_;
  }
  if (port == 0) return absl::UnavailableError("Python has no callback server");
  SLUICE_ASSIGN_OR_RETURN(LineSocket socket, LineSocket::ConnectTo(port));
  return Link{std::move(socket), port};
}

void PythonCallbacks::Return(Link link) {
  MutexLock lock(&mu_);
  if (link.port == port_) idle_.push_back(std::move(link));
}

absl::StatusOr<Value> PythonCallbacks::Call(const Proxy& proxy, std::string_view method,
                                            absl::Span<const Value> arguments) {
  SLUICE_ASSIGN_OR_RETURN(Link link, TakeLink());
  std::string command = StrCat("c\n", proxy.id, "\n", method, "\n");
  for (const Value& argument : arguments) {
    const ObjectPtr* const object = std::get_if<ObjectPtr>(&argument);
    command += ToPart(object != nullptr ? gateway_.objects().Refer(*object) : argument) + "\n";
  }
  command += "e\n";
  if (!link.socket.Write(command).ok()) return absl::UnavailableError("the Python program is gone");
  absl::StatusOr<Value> result = Converse(link.socket);
  if (!absl::IsUnavailable(result.status())) Return(std::move(link));
  return result;
}

absl::StatusOr<Value> PythonCallbacks::Converse(LineSocket& socket) {
  const auto gone = [](const absl::Status& why) {
    return absl::UnavailableError(StrCat("the Python program is gone: ", why.message()));
  };
  while (true) {
    absl::StatusOr<std::string> line = socket.ReadLine();
    if (!line.ok()) return gone(line.status());
    if (line->substr(0, 2) == "!y") return line->size() > 2 ? gateway_.Receive(line->substr(2)) : Value(Void{});
    if (line->substr(0, 2) == "!x") {
      const absl::StatusOr<Value> why = ParseValue(std::string_view(*line).substr(2));
      const std::string* const text = why.ok() ? std::get_if<std::string>(&*why) : nullptr;
      return absl::AbortedError(text != nullptr ? *text : *line);
    }
    absl::StatusOr<Command> command = ReadCommand(*std::move(line), socket);
    if (!command.ok()) return gone(command.status());
    if (absl::Status sent = socket.Write(Answer(gateway_, *command)); !sent.ok()) return gone(sent);
  }
}

absl::Status LastFailure(PythonCallbacks& python, const Proxy& proxy) {
  SLUICE_ASSIGN_OR_RETURN(const Value failure, python.Call(proxy, "getLastFailure", {}));
  const std::string* const traceback = std::get_if<std::string>(&failure);
  if (traceback == nullptr) return absl::OkStatus();
  return JavaError(kSparkException, StrCat(kRaisedByPython, "\n", *traceback));
}

}  // namespace sluice::gateway
