#ifndef SLUICE_EXAMPLES_EXAMPLE_H_
#define SLUICE_EXAMPLES_EXAMPLE_H_

#include <sluice/streaming.h>
#include <stdlib.h>

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "examples/flags.h"

// What the examples share: their flags, and how they end.
namespace examples {

// Flags of a program whose rows are made up.
struct SourceFlags {
  int interval_ms = 1000;
  sluice::Rate rate{.rowsPerSecond = 100};

  explicit SourceFlags(Flags& flags) {
    flags.Number("--interval-ms", interval_ms, 1, "between batches");
    flags.Number("--rate", rate.rowsPerSecond, 1, "made-up rows a second");
    flags.Number("--rows", rate.rows, 0, "end after so many [never]");
  }
  sluice::Duration interval() const { return sluice::Milliseconds(interval_ms); }
};

// A folder for state: the one that was asked for, or one that lasts as long as the program. On a cluster all machines
// must reach it under this name.
class Folder {
 public:
  explicit Folder(const std::string& asked) : path_(asked) {
    if (!path_.empty()) return;
    std::string name = (std::filesystem::temp_directory_path() / "sluice-example-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make the folder " + name);
    path_ = own_ = name;
  }
  Folder(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    if (!own_.empty()) std::filesystem::remove_all(own_, ignored);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  std::string own_;
};

// Until the source has ended and everything is processed, or SIGTERM has stopped the program.
inline void RunUntilTheSourceEnds(sluice::StreamingContext& ssc) {
  ssc.start();
  ssc.awaitSourcesClosed();
  ssc.stop(true, true);
}

}  // namespace examples

#endif  // SLUICE_EXAMPLES_EXAMPLE_H_
