#ifndef SLUICE_ROLE_PYTHON_RUN_PYTHON_PROGRAM_H_
#define SLUICE_ROLE_PYTHON_RUN_PYTHON_PROGRAM_H_

#include <string>

#include "role/python/python_program.h"

namespace sluice {

// Each is to be called in main, before any other thread starts, and returns the exit code of the process.

// Runs a PySpark program, driver and executor in this process, and its Python beside it. Returns the exit code of the
// program.
int RunPythonProgram(const PythonProgram& program);

// Takes the part that the environment says in running the program behind `executable`, which is that of this process.
int RunPackedProgram(const std::string& executable, int argc, char** argv);

// Runs the applications of a Python that has started this process: see ServePython.
int RunPythonGateway(const Conf& conf, const std::string& connection_file);

}  // namespace sluice

#endif  // SLUICE_ROLE_PYTHON_RUN_PYTHON_PROGRAM_H_
