#include "driver/gateway/classes/broadcast.h"

#include "common/base/status.h"
#include "common/fs/files.h"
#include "driver/gateway/class.h"

namespace sluice::gateway {

const Class& PickledFile::Describe() {
  static const Class type("org.apache.spark.api.python.PythonBroadcast");
  return type;
}

const Class& Broadcast::Describe() {
  static const Class type = Class("org.apache.spark.broadcast.Broadcast")
                                .Has("id", [](Broadcast& self) { return self.broadcast().id(); })
                                .Has("unpersist", [](Broadcast& self) { self.value().Release(); })
                                .Has("unpersist", [](Broadcast& self, bool) { self.value().Release(); })
                                .Has("destroy", [](Broadcast& self, bool) {
                                  self.value().Destroy();
                                  self.value().Release();
                                });
  return type;
}

absl::StatusOr<std::shared_ptr<Broadcast>> Broadcast::Make(std::shared_ptr<Context> context, const PickledFile& file) {
  SLUICE_ASSIGN_OR_RETURN(const Buffer pickled, LocalFiles().Read(file.path()));
  const auto free = [context](VariableKey key) {
    context->jobs().FreeBroadcast(key);
  };  // It may be the last to need it.
  std::shared_ptr<BroadcastValue> value = BroadcastValue::Offer(
      context->jobs().NextVariableKey(), std::make_shared<std::string>(), std::string(pickled.view()), free);
  return std::make_shared<Broadcast>(std::move(context), PythonBroadcast(std::move(value)));
}

}  // namespace sluice::gateway
