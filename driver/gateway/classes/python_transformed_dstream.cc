#include "driver/gateway/classes/python_transformed_dstream.h"

#include "api/core/error.h"
#include "driver/gateway/class.h"
#include "driver/gateway/classes/java_dstream.h"
#include "driver/gateway/python_transform.h"

namespace sluice::gateway {

const Class& PythonTransformedDStreamClass() {
  static const Class type =
      Class("org.apache.spark.streaming.api.python.PythonTransformedDStream")
          .Constructor(
              [](Gateway& gateway, std::shared_ptr<JavaDStream> parent, Proxy function) {
                return parent->Derived(
                    {.name = "PythonTransformedDStream",
                     .parents = {parent->stream().node},
                     .slide = parent->node().slide(),
                     .compute = [stream = parent->stream(),
                                 transform = PythonTransform(gateway, std::move(function))](BatchTime batch) -> Rdd {
                       const std::shared_ptr<JavaRdd> rdd = stream.RddOf(batch);
                       if (rdd == nullptr) return nullptr;
                       return NodeOf(internal::ValueOrThrow(transform(batch, {rdd})));
                     }});
              },
              Effect::kBuildsStreams);
  return type;
}

}  // namespace sluice::gateway
