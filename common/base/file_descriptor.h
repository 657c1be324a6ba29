#ifndef SLUICE_COMMON_BASE_FILE_DESCRIPTOR_H_
#define SLUICE_COMMON_BASE_FILE_DESCRIPTOR_H_

#include <unistd.h>

#include <utility>

namespace sluice {

// Owns a file descriptor or none.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int number) : number_(number) {}
  FileDescriptor(FileDescriptor&& other) : number_(std::exchange(other.number_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) {
    std::swap(number_, other.number_);
    return *this;
  }
  ~FileDescriptor() {
    if (number_ >= 0) close(number_);
  }

  int number() const { return number_; }  // -1: none.
  explicit operator bool() const { return number_ >= 0; }

 private:
  int number_ = -1;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_BASE_FILE_DESCRIPTOR_H_
