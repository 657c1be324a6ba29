#ifndef SLUICE_ENGINE_PYTHON_PYTHON_FUNCTION_H_
#define SLUICE_ENGINE_PYTHON_PYTHON_FUNCTION_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/python/python_broadcast.h"
#include "engine/python/python_file.h"

namespace sluice {

// In a PythonInterpreter's environment: its workers write where they were when they crash, into a folder of the
// executor.
inline constexpr char kFaultFolderVariable[] = "PYTHON_FAULTHANDLER_DIR";

// The interpreter that functions run in: those of equal ones share their processes. Codable.
struct PythonInterpreter {
  std::string executable;                          // A path, or a name that PATH knows.
  std::map<std::string, std::string> environment;  // Besides that of the executor.
  auto operator<=>(const PythonInterpreter&) const = default;
};

// A function of PySpark as it travels to executors. What was pickled is never looked at here. Codable.
struct PythonFunction {
  PythonInterpreter interpreter;
  std::string command;                // Pickled: the function and the serializers of its rows.
  std::string version;                // The driver's Python has this one: "3.11".
  std::vector<std::string> includes;  // They are among the files, and go on the worker's path.
  std::string files_folder;           // What SparkFiles.getRootDirectory says in the program. Executors have their own.
  std::vector<PythonFile> files;      // What is in it.
  std::vector<PythonBroadcast> broadcasts;
  std::optional<int64_t> accumulators;  // The VariableKey that what its tasks add goes to.
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_PYTHON_PYTHON_FUNCTION_H_
