#ifndef SLUICE_ROLE_PYTHON_PYTHON_RUN_H_
#define SLUICE_ROLE_PYTHON_PYTHON_RUN_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "driver/gateway/application_host.h"
#include "role/python/python_program.h"

namespace sluice {

struct PythonRunOptions {
  gateway::StartApplication start;
  std::string folder;            // It exists, gets files of the run, and is removed by others.
  bool has_tasks_here = false;   // Functions run on this machine, so their interpreter must be here.
  std::function<void()> on_end;  // The program's Python has ended; what it has started may still run.
};

// Runs the program's Python beside this process, its standard streams those of this process, and the gateway that it
// takes for a JVM within. A signal to stop that no application hears of is passed on to it. Returns its exit code.
absl::StatusOr<int> RunPython(const PythonProgram& program, PythonRunOptions options);

// The same gateway for a Python that has started this process, as PySpark starts a launcher of Spark: that reads the
// port and the secret from the file, and closes standard input at its end.
absl::Status ServePython(const Conf& conf, PythonRunOptions options, const std::string& connection_file);

}  // namespace sluice

#endif  // SLUICE_ROLE_PYTHON_PYTHON_RUN_H_
