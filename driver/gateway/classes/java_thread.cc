#include "driver/gateway/classes/java_thread.h"

#include <atomic>
#include <memory>

#include "common/base/str_cat.h"
#include "driver/gateway/class.h"

namespace sluice::gateway {
namespace {

std::atomic<int64_t> next_id{1};

std::shared_ptr<JavaThread> Current() {
  thread_local const int64_t id = next_id++;
  return std::make_shared<JavaThread>(id);
}

}  // namespace

const Class& JavaThread::Describe() {
  static const Class type = Class("java.lang.Thread")
                                .Static("currentThread", &Current)
                                .Has("getId", [](JavaThread& self) { return self.id_; })
                                .Has("getName", [](JavaThread& self) { return StrCat("connection-", self.id_); });
  return type;
}

}  // namespace sluice::gateway
