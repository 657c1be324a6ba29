#ifndef SLUICE_ROLE_PYTHON_PYTHON_PROGRAM_H_
#define SLUICE_ROLE_PYTHON_PYTHON_PROGRAM_H_

#include <string>
#include <vector>

#include "common/settings/conf.h"

namespace sluice {

// A PySpark program as it is: a script, with what it was submitted with.
struct PythonProgram {
  std::string script;  // Empty: an interactive Python.
  std::vector<std::string> arguments;
  Conf conf;  // spark.* of flags and files; what the program sets itself goes before it.
  // The program was submitted from this folder and reads relative paths from it; empty: this process's own.
  std::string working_folder;
};

}  // namespace sluice

#endif  // SLUICE_ROLE_PYTHON_PYTHON_PROGRAM_H_
