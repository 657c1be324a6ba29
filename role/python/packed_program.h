#ifndef SLUICE_ROLE_PYTHON_PACKED_PROGRAM_H_
#define SLUICE_ROLE_PYTHON_PACKED_PROGRAM_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace sluice {

struct PackedFile {
  std::string path_in_folder;  // "script/words.py" is below the folder that the program is unpacked into.
  std::string path;            // It is read from there on this machine.
};

// A program in Python as it travels: its files lie behind an executable of ours, so a cluster ships, keeps and starts
// it like any other application, and whoever has the executable has all of it.
struct PackedProgram {
  std::string working_folder;  // The program was submitted from it.
  std::vector<PackedFile> files;
};

// Makes `target`: the executable and the program. INVALID_ARGUMENT: two files have one name, or one of them is a
// folder. NOT_FOUND, PERMISSION_DENIED: one cannot be read.
absl::Status PackProgram(const PackedProgram& program, const std::string& executable, const std::string& target);

// Whether there is a program behind the executable. False also if it cannot be read.
bool HasProgram(const std::string& executable);

// The program behind the executable, its files in `folder`, which is made. DATA_LOSS: it is not as PackProgram made it.
absl::StatusOr<PackedProgram> UnpackProgram(const std::string& executable, const std::string& folder);

}  // namespace sluice

#endif  // SLUICE_ROLE_PYTHON_PACKED_PROGRAM_H_
