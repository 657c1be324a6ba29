#include "driver/gateway/classes/python_transformed2_dstream.h"

#include "api/core/error.h"
#include "driver/gateway/class.h"
#include "driver/gateway/classes/java_dstream.h"
#include "driver/gateway/python_transform.h"

namespace sluice::gateway {

const Class& PythonTransformed2DStreamClass() {
  static const Class type =
      Class("org.apache.spark.streaming.api.python.PythonTransformed2DStream")
          .Constructor([](Gateway& gateway, std::shared_ptr<JavaDStream> first, std::shared_ptr<JavaDStream> second,
                          Proxy function) {
            return first->Derived(
                {.name = "PythonTransformed2DStream",
                 .parents = {first->stream().node, second->stream().node},
                 .slide = first->node().slide(),
                 .compute = [one = first->stream(), other = second->stream(),
                             transform = PythonTransform(gateway, std::move(function))](BatchTime batch) -> Rdd {
                   const auto or_empty = [&](const FrameStream& stream) {
                     const std::shared_ptr<JavaRdd> rdd = stream.RddOf(batch);
                     return rdd != nullptr ? rdd : EmptyRdd(stream.context);
                   };
                   return NodeOf(internal::ValueOrThrow(transform(batch, {or_empty(one), or_empty(other)})));
                 }});
          });
  return type;
}

}  // namespace sluice::gateway
