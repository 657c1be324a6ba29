#ifndef SLUICE_ROLE_PYTHON_PROGRAM_FILES_H_
#define SLUICE_ROLE_PYTHON_PROGRAM_FILES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "role/python/packed_program.h"
#include "role/python/python_program.h"

namespace sluice {

// A file that settings name, between commas, as PATH or PATH#NAME.
struct NamedFile {
  std::string path;  // Absolute.
  std::string name;
};
// INVALID_ARGUMENT: one is not on this machine's disk.
absl::StatusOr<std::vector<NamedFile>> FilesIn(const Conf& conf, const TextSetting& setting);

// What must travel with the program: its script, and the files that its conf names. The errors of FilesIn.
absl::StatusOr<PackedProgram> FilesOf(const PythonProgram& program);

// The other way: adds the script and, in its conf, the files where they are now.
void AddFiles(const PackedProgram& packed, PythonProgram& program);

// NOT_FOUND, INVALID_ARGUMENT: what the program is made of is not there, or is not what it should be.
absl::Status CheckFiles(const PythonProgram& program);

}  // namespace sluice

#endif  // SLUICE_ROLE_PYTHON_PROGRAM_FILES_H_
