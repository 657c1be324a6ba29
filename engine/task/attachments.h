#ifndef SLUICE_ENGINE_TASK_ATTACHMENTS_H_
#define SLUICE_ENGINE_TASK_ATTACHMENTS_H_

#include <memory>
#include <utility>
#include <vector>

#include "common/actor/task_local.h"

namespace sluice {

// Collects what handles stand for while they are encoded in this thread, so that it lives as long as the bytes that
// name it.
class Attachments {
 public:
  Attachments() : outer_(std::exchange(Innermost(), this)) {}
  ~Attachments() { Innermost() = outer_; }
  Attachments(const Attachments&) = delete;

  // Called by the codec of such a handle.
  static void Add(std::shared_ptr<const void> referenced) {
    if (Innermost() != nullptr) Innermost()->all_.push_back(std::move(referenced));
  }
  std::vector<std::shared_ptr<const void>> Take() { return std::exchange(all_, {}); }

 private:
  static Attachments*& Innermost() { return TaskLocal<Attachments*, Attachments>::Value(); }

  Attachments* const outer_;
  std::vector<std::shared_ptr<const void>> all_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_TASK_ATTACHMENTS_H_
