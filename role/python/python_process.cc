#include "role/python/python_process.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>

#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/process/pipe.h"

namespace sluice {
namespace {

struct ExecCall {
  std::vector<std::string> words;
  std::vector<std::string> variables;
  std::vector<char*> argv, environment;

  ExecCall(const std::vector<std::string>& command, const std::map<std::string, std::string>& added) : words(command) {
    for (char** entry = environ; *entry != nullptr; ++entry) {
      const std::string_view text = *entry;
      if (added.count(std::string(text.substr(0, text.find('=')))) == 0) variables.emplace_back(text);
    }
    for (const auto& [name, value] : added) variables.push_back(StrCat(name, "=", value));
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    for (std::string& variable : variables) environment.push_back(variable.data());
    environment.push_back(nullptr);
  }
};

// In the child, where nothing may be called that a signal handler may not call.
[[noreturn]] void Exec(ExecCall& call, int failure) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  signal(SIGPIPE, SIG_DFL);
  execvpe(call.argv[0], call.argv.data(), call.environment.data());
  const int error = errno;
  (void)!write(failure, &error, sizeof(error));
  _exit(127);
}

}  // namespace

absl::StatusOr<pid_t> StartPython(const std::vector<std::string>& command,
                                  const std::map<std::string, std::string>& variables) {
  SLUICE_ASSIGN_OR_RETURN(Pipe failure, Pipe::Open());
  ExecCall call(command, variables);
  const pid_t pid = fork();
  if (pid < 0) return absl::ResourceExhaustedError(StrCat("a process: ", std::strerror(errno)));
  if (pid == 0) Exec(call, failure.write.number());
  failure.write = FileDescriptor();  // So that the end of the other one is seen.
  int error = 0;
  if (read(failure.read.number(), &error, sizeof(error)) != sizeof(error)) return pid;
  waitpid(pid, nullptr, 0);
  return absl::NotFoundError(StrCat("Cannot run program \"", command.front(), "\": ", std::strerror(error)));
}

int WaitForPython(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace sluice
