#include "driver/gateway/classes/python_dstream.h"

#include "api/core/error.h"
#include "driver/gateway/class.h"
#include "driver/gateway/classes/array_list.h"
#include "driver/gateway/classes/java_dstream.h"
#include "driver/gateway/python_transform.h"

namespace sluice::gateway {
namespace {

void ForeachRdd(Gateway& gateway, const std::shared_ptr<JavaDStream>& stream, Proxy function) {
  stream->program()->AddOutput("foreachRDD", stream->stream().node,
                               [source = stream->stream(), run = PythonTransform(gateway, std::move(function))](
                                   const Rdd& rdd, BatchTime batch) {
                                 internal::ThrowIfError(run(batch, {source.OfBatch(rdd, batch)}).status());
                               });
}

}  // namespace

const Class& PythonDStreamClass() {
  static const Class type = Class("org.apache.spark.streaming.api.python.PythonDStream")
                                .Static("callForeachRDD", &ForeachRdd, Effect::kBuildsStreams)
                                .Static("toRDDQueue", [](std::shared_ptr<ArrayList> rdds) { return rdds; })
                                .Static("registerSerializer", [](Gateway& gateway, Proxy serializer) {
                                  gateway.functions().Register(std::move(serializer));
                                });
  return type;
}

}  // namespace sluice::gateway
