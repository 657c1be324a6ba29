#ifndef SLUICE_ROLE_PYTHON_PROGRAM_H_
#define SLUICE_ROLE_PYTHON_PROGRAM_H_

#include <string>
#include <vector>

#include "common/settings/conf.h"

namespace sluice {

struct PythonProgram {
  std::string script;
  std::vector<std::string> arguments;
  Conf conf;  // spark.* of flags and files; what the program sets itself goes before it.
};

// Runs a PySpark program as it is, driver and executor in this process, and its Python beside it. Returns the exit code
// of the script. To be called in main, before any other thread starts.
int RunPythonProgram(const PythonProgram& program);

}  // namespace sluice

#endif  // SLUICE_ROLE_PYTHON_PROGRAM_H_
