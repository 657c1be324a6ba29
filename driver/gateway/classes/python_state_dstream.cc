#include "driver/gateway/classes/python_state_dstream.h"

#include "api/core/error.h"
#include "driver/gateway/class.h"
#include "driver/gateway/classes/java_dstream.h"
#include "driver/gateway/stateful_stream.h"

namespace sluice::gateway {
namespace {

// The state after a batch: what the function makes of the former one and of what is new, else the former one.
Rdd NextState(const FrameStream& parent, const PythonTransform& update, const std::shared_ptr<JavaRdd>& former,
              BatchTime batch) {
  const std::shared_ptr<JavaRdd> news = parent.RddOf(batch);
  if (news == nullptr) return NodeOf(former);
  return NodeOf(internal::ValueOrThrow(update(batch, {former, news})));
}

std::shared_ptr<JavaDStream> Make(Gateway& gateway, const std::shared_ptr<JavaDStream>& parent, Proxy function,
                                  std::shared_ptr<JavaRdd> initial) {
  StreamSpec spec{.name = "PythonStateDStream", .parents = {parent->stream().node}, .slide = parent->node().slide()};
  return AddStateful(*parent, std::move(spec),
                     [stream = parent->stream(), update = PythonTransform(gateway, std::move(function)), initial](
                         BatchTime batch, const std::shared_ptr<JavaRdd>& former) {
                       return NextState(stream, update, former != nullptr ? former : initial, batch);
                     });
}

}  // namespace

const Class& PythonStateDStreamClass() {
  static const Class type =
      Class("org.apache.spark.streaming.api.python.PythonStateDStream")
          .Constructor([](Gateway& gateway, std::shared_ptr<JavaDStream> parent,
                          Proxy function) { return Make(gateway, parent, std::move(function), nullptr); },
                       Effect::kBuildsStreams)
          .Constructor(&Make, Effect::kBuildsStreams);
  return type;
}

}  // namespace sluice::gateway
