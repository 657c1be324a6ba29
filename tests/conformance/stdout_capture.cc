#include "tests/conformance/stdout_capture.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <stdexcept>

namespace sluice {

StdoutCapture::StdoutCapture(const std::string& path)
    : file_(open(path.c_str(), O_RDONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)), stdout_(dup(STDOUT_FILENO)) {
  int out = open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  std::fflush(stdout);
  if (file_ < 0 || out < 0 || dup2(out, STDOUT_FILENO) < 0) throw std::runtime_error("cannot capture stdout: " + path);
  close(out);
}

StdoutCapture::~StdoutCapture() {
  std::fflush(stdout);
  dup2(stdout_, STDOUT_FILENO);
  close(stdout_);
  close(file_);
}

std::string StdoutCapture::Take() {
  std::fflush(stdout);
  std::string text;
  char some[4096];
  for (ssize_t size; (size = read(file_, some, sizeof(some))) > 0;) text.append(some, size);
  return text;
}

}  // namespace sluice
