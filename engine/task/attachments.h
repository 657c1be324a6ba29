#ifndef SLUICE_ENGINE_TASK_ATTACHMENTS_H_
#define SLUICE_ENGINE_TASK_ATTACHMENTS_H_

#include <memory>
#include <vector>

namespace sluice {

// Collects what handles stand for while they are encoded in this thread, so that it lives as long as the bytes that
// name it.
class Attachments {
 public:
  Attachments();
  ~Attachments();
  Attachments(const Attachments&) = delete;

  // Called by the codec of such a handle.
  static void Add(std::shared_ptr<const void> referenced);
  std::vector<std::shared_ptr<const void>> Take();

 private:
  Attachments* const outer_;
  std::vector<std::shared_ptr<const void>> all_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_TASK_ATTACHMENTS_H_
