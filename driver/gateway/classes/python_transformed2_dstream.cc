#include "driver/gateway/classes/python_transformed2_dstream.h"

#include "api/core/error.h"
#include "driver/gateway/class.h"
#include "driver/gateway/classes/java_dstream.h"
#include "driver/gateway/python_transform.h"

namespace sluice::gateway {

namespace {

std::shared_ptr<JavaRdd> RddOrEmpty(const FrameStream& stream, BatchTime batch) {
  const std::shared_ptr<JavaRdd> rdd = stream.RddOf(batch);
  return rdd != nullptr ? rdd : EmptyRdd(stream.context);
}

std::shared_ptr<JavaDStream> Make(Gateway& gateway, const std::shared_ptr<JavaDStream>& first,
                                  const std::shared_ptr<JavaDStream>& second, Proxy function) {
  return first->Derived(
      {.name = "PythonTransformed2DStream",
       .parents = {first->stream().node, second->stream().node},
       .slide = first->node().slide(),
       .compute = [one = first->stream(), other = second->stream(),
                   transform = PythonTransform(gateway, std::move(function))](BatchTime batch) {
         return NodeOf(internal::ValueOrThrow(transform(batch, {RddOrEmpty(one, batch), RddOrEmpty(other, batch)})));
       }});
}

}  // namespace

const Class& PythonTransformed2DStreamClass() {
  static const Class type = Class("org.apache.spark.streaming.api.python.PythonTransformed2DStream")
                                .Constructor(&Make, Effect::kBuildsStreams);
  return type;
}

}  // namespace sluice::gateway
