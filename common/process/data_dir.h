#ifndef SLUICE_COMMON_PROCESS_DATA_DIR_H_
#define SLUICE_COMMON_PROCESS_DATA_DIR_H_

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/fs/file_lock.h"

namespace sluice {

// The folder a daemon keeps its files in, locked so that no two daemons share one. Nobody else formats these names:
//   lock                    which daemon uses it
//   claim                   on which machine, since which boot
//   version                 of that daemon
//   address                 host:port where that daemon listens
//   executables/            executables that were shipped here
//   events/APP/             the event log of an application
//   worker                  the id under which a worker daemon joins
//   applications/APP/NAME/  of one process: stdout.log, stderr.log, work/, `process`, its record, and `stopping`, once
//                           it was told to end
class DataDir {
 public:
  // Makes it unless it exists; removes the work folders of processes that do not live any more. ALREADY_EXISTS: another
  // daemon uses it. FAILED_PRECONDITION: processes live that do not work with this version.
  static absl::StatusOr<DataDir> Open(const std::string& path);
  // The same; a daemon that uses it is told to make room for this one, and leaves it its children. DEADLINE_EXCEEDED,
  // FAILED_PRECONDITION: it cannot be replaced, or its children do not work with this version: it was told nothing.
  static absl::StatusOr<DataDir> TakeOver(const std::string& path);
  // The first of PREFIX, PREFIX-2, ... that no other daemon uses. Work of the dead is removed in all.
  static absl::StatusOr<DataDir> OpenFirstFree(const std::string& prefix);
  // $XDG_STATE_HOME/sluice/NAME, or under ~/.local/state, or under the system's folder for temporary files.
  static std::string Default(const std::string& name);

  const std::string& path() const { return path_; }
  // Whether a former daemon has used it on this machine since it was booted, so that its processes may live. A folder
  // that was copied is not continued, and has no Processes.
  bool is_continued() const { return is_continued_; }
  std::string Executables() const;
  // `process` is "driver" or the number of an executor.
  std::string ProcessDir(const std::string& application, const std::string& process) const;

  // Has a folder with the event log of each application.
  std::string EventLogs() const;
  // A DaemonAddress file.
  std::string AddressPath() const;
  std::string WorkerIdPath() const;

  struct Process {
    std::string application;
    std::string process;
  };
  // All that have a record, of which some may have ended, or be of another machine. In the order of their names.
  std::vector<Process> Processes() const;

  // Makes ProcessDir with an empty work folder in it.
  absl::Status MakeProcessDir(const std::string& application, const std::string& process) const;
  // Removes the work folder, the record and whether it is stopping, so that nobody adopts the process any more, but not
  // the logs.
  void RemoveWork(const std::string& application, const std::string& process) const;
  // Removes all of the application, its logs and its event log included.
  void RemoveApplication(const std::string& application) const;
  // Of the applications that are not in use only the newest `kept` remain.
  void RemoveOldApplications(int kept, const std::set<std::string>& in_use) const;

 private:
  DataDir(std::string path, FileLock lock, bool is_continued)
      : path_(std::move(path)), lock_(std::move(lock)), is_continued_(is_continued) {}

  std::string path_;
  FileLock lock_;
  bool is_continued_;
};

// Paths below a ProcessDir.
std::string OutputPath(const std::string& process_dir, bool error_stream);
std::string WorkPath(const std::string& process_dir);
std::string RecordPath(const std::string& process_dir);
std::string StoppingPath(const std::string& process_dir);

}  // namespace sluice

#endif  // SLUICE_COMMON_PROCESS_DATA_DIR_H_
