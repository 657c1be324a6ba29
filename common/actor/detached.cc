#include "common/actor/detached.h"

#include <pthread.h>

#include <memory>
#include <thread>
#include <utility>

#include "common/actor/runtime.h"

namespace sluice {
namespace {

constexpr size_t kThreadNameChars = 15;  // What Linux keeps.

}  // namespace

void RunDetached(const std::string& name, Task task) {
  std::thread thread(std::move(task));
  pthread_setname_np(thread.native_handle(), name.substr(0, kThreadNameChars).c_str());
  thread.detach();
}

bool RunDetachedFor(absl::Duration limit, const std::string& name, Task task) {
  const std::shared_ptr<Event> returned = ThreadRuntime().NewEvent();
  RunDetached(name, [task = std::move(task), returned]() mutable {
    task();
    returned->Set();
  });
  return returned->Wait(limit);
}

}  // namespace sluice
