#ifndef SLUICE_TESTS_CONFORMANCE_STDOUT_CAPTURE_H_
#define SLUICE_TESTS_CONFORMANCE_STDOUT_CAPTURE_H_

#include <string>

namespace sluice {

// What the process writes to standard output while this lives. One at a time.
class StdoutCapture {
 public:
  // Keeps it in the file at `path`.
  explicit StdoutCapture(const std::string& path);
  ~StdoutCapture();
  StdoutCapture(const StdoutCapture&) = delete;
  StdoutCapture& operator=(const StdoutCapture&) = delete;

  // What came since the last call.
  std::string Take();

 private:
  int file_;
  int stdout_;
};

}  // namespace sluice

#endif  // SLUICE_TESTS_CONFORMANCE_STDOUT_CAPTURE_H_
