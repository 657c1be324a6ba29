#include "common/process/spawn.h"

#include <signal.h>
#include <spawn.h>
#include <unistd.h>

#include <cstring>

#include "common/base/str_cat.h"

namespace sluice {
namespace {

class FileActions {
 public:
  explicit FileActions(const SpawnOptions& options) {
    posix_spawn_file_actions_init(&actions_);
    if (options.input.has_value()) posix_spawn_file_actions_adddup2(&actions_, *options.input, STDIN_FILENO);
    if (options.output.has_value()) posix_spawn_file_actions_adddup2(&actions_, *options.output, STDOUT_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
  }
  ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;

  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

class CleanSignals {
 public:
  CleanSignals() {
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_init(&attributes_);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~CleanSignals() { posix_spawnattr_destroy(&attributes_); }
  CleanSignals(const CleanSignals&) = delete;

  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_;
};

// As the system takes them: valid as long as `texts` are.
std::vector<char*> PointersTo(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

absl::StatusOr<pid_t> Spawn(const SpawnOptions& options) {
  const std::vector<char*> command = PointersTo(options.command);
  const std::vector<char*> given = options.environment ? PointersTo(*options.environment) : std::vector<char*>();
  char* const* const environment = options.environment ? given.data() : environ;
  pid_t pid = -1;
  const int error =
      posix_spawnp(&pid, command[0], FileActions(options).get(), CleanSignals().get(), command.data(), environment);
  if (error == 0) return pid;
  return absl::UnavailableError(StrCat("Cannot run program \"", options.command[0], "\": ", std::strerror(error)));
}

}  // namespace sluice
