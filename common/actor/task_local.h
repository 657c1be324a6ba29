#ifndef SLUICE_COMMON_ACTOR_TASK_LOCAL_H_
#define SLUICE_COMMON_ACTOR_TASK_LOCAL_H_

#include <memory>
#include <utility>
#include <vector>

namespace sluice {

// The values of all TaskLocals that a task has left behind while it waits. Not thread-safe.
class TaskLocals {
 public:
  using Exchange = void (*)(std::shared_ptr<void>& aside);

  // Exchanges the values of the calling thread for those kept here.
  void Swap();
  void Clear() { aside_.clear(); }

  // Called once for each TaskLocal, before main.
  static bool Register(Exchange exchange);

 private:
  std::vector<std::shared_ptr<void>> aside_;
};

// A value of type T for each thread, T() at first: a thread_local that a simulation keeps apart for each of its tasks,
// which take turns in one thread. `Name` tells two values of one type apart.
template <class T, class Name>
class TaskLocal {
 public:
  static T& Value() {
    (void)&kIsRegistered;  // Has it initialised.
    return value_;
  }

 private:
  static void ExchangeFor(std::shared_ptr<void>& aside) {
    if (aside == nullptr) aside = std::shared_ptr<T>(new T());
    std::swap(value_, *static_cast<T*>(aside.get()));
  }

  static inline thread_local T value_{};
  static inline const bool kIsRegistered = TaskLocals::Register(&ExchangeFor);
};

}  // namespace sluice

#endif  // SLUICE_COMMON_ACTOR_TASK_LOCAL_H_
