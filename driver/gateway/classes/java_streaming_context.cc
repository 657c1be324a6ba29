#include "driver/gateway/classes/java_streaming_context.h"

#include <functional>
#include <string>
#include <vector>

#include "api/core/error.h"
#include "api/dstream/rdd_files.h"
#include "api/input/file_input.h"
#include "api/input/rdd_queue.h"
#include "api/listener/listener_bus.h"
#include "api/rdd/text_file.h"
#include "common/base/status.h"
#include "common/settings/streaming.h"
#include "connectors/queue/queue_source.h"
#include "connectors/socket/socket_text_receiver.h"
#include "driver/gateway/class.h"
#include "driver/gateway/classes/array.h"
#include "driver/gateway/classes/array_list.h"
#include "driver/gateway/classes/duration.h"
#include "driver/gateway/classes/java_spark_context.h"
#include "driver/gateway/classes/storage_level.h"
#include "driver/gateway/classes/streaming_listener_wrapper.h"
#include "driver/gateway/classes/transform_function.h"
#include "driver/gateway/gateway.h"
#include "driver/gateway/python_transform.h"
#include "engine/rows/files/lines.h"
#include "engine/task/local_properties.h"

namespace sluice::gateway {
namespace {

using StreamPtr = std::shared_ptr<JavaDStream>;

absl::Status StoppedError() { return absl::FailedPreconditionError("Cannot call methods on a stopped SparkContext."); }

absl::StatusOr<StreamPtr> SocketTextStream(JavaStreamingContext& self, const std::string& host, int32_t port,
                                           const std::shared_ptr<JavaStorageLevel>& level) {
  const Gate::Pass use = self.context()->TryUse();
  if (!use) return StoppedError();
  Application& app = self.context()->application();
  return self.StreamOf(self.program()->AddInput(SocketTextReceiver(host, port), RefTo<LinesOp>("socketTextStream", {}),
                                                internal::ObjectFilesOf<FrameRow>(app), level->replication()));
}

absl::StatusOr<StreamPtr> FileStream(JavaStreamingContext& self, internal::FileInputSpec spec) {
  const Gate::Pass use = self.context()->TryUse();
  if (!use) return StoppedError();
  return self.StreamOf(internal::AddFileInput(*self.program(), std::move(spec)));
}

absl::StatusOr<StreamPtr> TextFileStream(JavaStreamingContext& self, const std::string& folder) {
  const auto read = [](JobRunner& jobs, const std::vector<FoundFile>& files) {
    return internal::LinesOfFiles(jobs, files);
  };
  return FileStream(self, {.directories = folder, .read = read});
}

absl::StatusOr<StreamPtr> BinaryRecordsStream(JavaStreamingContext& self, const std::string& folder, int32_t bytes) {
  const auto read = [bytes](JobRunner& jobs, const std::vector<FoundFile>& files) {
    return internal::RecordsOfFiles(jobs, files, bytes);
  };
  return FileStream(self, {.directories = folder, .read = read});
}

absl::StatusOr<StreamPtr> QueueStream(JavaStreamingContext& self, const std::shared_ptr<ArrayList>& queue,
                                      bool one_at_a_time, const std::shared_ptr<JavaRdd>& when_empty) {
  const auto rdds = queue->As<std::shared_ptr<JavaRdd>>();
  if (!rdds.has_value()) return absl::InvalidArgumentError("a queue is of RDDs");
  std::shared_ptr<WaitingRdds> waiting = internal::NewWaitingRdds();
  for (const auto& rdd : *rdds) internal::AddTo(*waiting, rdd->handle().node());
  self.program()->record().RefuseRecovery(
      "queueStream doesn't support checkpointing. Please don't use queueStream when checkpointing is enabled.");
  const auto unite = [context = self.context()](const std::vector<Rdd>& all) {
    std::vector<std::shared_ptr<JavaRdd>> handles;
    for (const Rdd& rdd : all) handles.push_back(std::make_shared<JavaRdd>(context, rdd));
    return UnionOf(handles)->handle().node();
  };
  QueueSourceOptions options{
      .waiting = std::move(waiting),
      .one_at_a_time = one_at_a_time,
      .when_empty = when_empty != nullptr ? NodeOf(when_empty) : NodeOf(EmptyRdd(self.context())),
      .unite = unite};
  return self.StreamOf(
      self.program()->AddSource("QueueInputDStream", std::make_shared<QueueSource>(std::move(options))));
}

absl::StatusOr<std::vector<FrameStream>> StreamsOf(const std::vector<Value>& values) {
  std::vector<FrameStream> streams;
  for (const Value& value : values) {
    const auto stream = Argument<StreamPtr>::Take(value);
    if (!stream.has_value()) return absl::InvalidArgumentError("one of these is no DStream");
    streams.push_back((*stream)->stream());
  }
  if (streams.empty()) return absl::InvalidArgumentError("there must be one DStream or more");
  return streams;
}

// A stream of all RDDs that the others have in a batch; null where one has none.
using ComputeOfAll = std::function<Rdd(const std::vector<std::shared_ptr<JavaRdd>>& rdds, BatchTime batch)>;
StreamPtr StreamOfAll(JavaStreamingContext& self, const std::string& name, std::vector<FrameStream> streams,
                      ComputeOfAll compute) {
  StreamSpec spec{.name = name, .slide = streams[0].node->slide()};
  for (const FrameStream& stream : streams) spec.parents.push_back(stream.node);
  spec.compute = [streams = std::move(streams), compute = std::move(compute)](BatchTime batch) {
    std::vector<std::shared_ptr<JavaRdd>> rdds;
    for (const FrameStream& stream : streams) rdds.push_back(stream.RddOf(batch));
    return compute(rdds, batch);
  };
  return self.StreamOf(self.program()->AddStream(std::move(spec)));
}

absl::StatusOr<StreamPtr> Union(JavaStreamingContext& self, const std::shared_ptr<Array>& streams) {
  SLUICE_ASSIGN_OR_RETURN(std::vector<FrameStream> all, StreamsOf(streams->values()));
  return StreamOfAll(self, "UnionDStream", std::move(all),
                     [](std::vector<std::shared_ptr<JavaRdd>> rdds, BatchTime) -> Rdd {
                       std::erase(rdds, nullptr);
                       return rdds.empty() ? nullptr : NodeOf(UnionOf(rdds));
                     });
}

absl::StatusOr<StreamPtr> Transform(JavaStreamingContext& self, const std::shared_ptr<ArrayList>& streams,
                                    const std::shared_ptr<TransformFunction>& function) {
  SLUICE_ASSIGN_OR_RETURN(std::vector<FrameStream> all, StreamsOf(streams->values()));
  return StreamOfAll(self, "TransformedDStream", std::move(all),
                     [transform = PythonTransform(function->gateway(), function->proxy())](
                         const std::vector<std::shared_ptr<JavaRdd>>& rdds, BatchTime batch) {
                       return NodeOf(internal::ValueOrThrow(transform(batch, rdds)));
                     });
}

// A batch that stops its context cannot wait for its own end.
void Stop(JavaStreamingContext& self, bool stops_context, bool graceful) {
  const auto stop = [program = self.program(), context = self.context(), stops_context, graceful] {
    if (const Gate::Pass use = context->TryUse()) {
      program->Stop({.graceful = graceful, .end_application = stops_context});
    }
    if (stops_context) context->Stop();
  };
  if (LocalProperties().contains(kBatchTimeProperty)) return self.context()->background().Run(stop);
  stop();
}

void StopAsConfigured(JavaStreamingContext& self) {
  bool stops_context = true;
  if (const Gate::Pass use = self.context()->TryUse()) {
    stops_context = internal::ValueOrThrow(self.program()->app().conf().Get(settings::kStopSparkContextByDefault));
  }
  Stop(self, stops_context, /*graceful=*/false);
}

absl::Status Start(JavaStreamingContext& self) {
  const Gate::Pass use = self.context()->TryUse();
  if (!use) return StoppedError();
  SLUICE_RETURN_IF_ERROR(self.program()->CheckIsAsRecovered());
  self.program()->Start();
  return absl::OkStatus();
}

// Once it has been stopped, nothing of its application is asked.
bool Await(JavaStreamingContext& self, absl::Duration limit) {
  const Gate::Pass use = self.context()->TryUse();
  return self.program()->AwaitTermination(limit);
}

}  // namespace

const Class& JavaStreamingContext::Describe() {
  static const Class type =
      Class("org.apache.spark.streaming.api.java.JavaStreamingContext")
          .Constructor([](Gateway& gateway, std::shared_ptr<JavaSparkContext> context,
                          std::shared_ptr<JavaDuration> interval) -> absl::StatusOr<Value> {
            SLUICE_ASSIGN_OR_RETURN(std::shared_ptr<RecordedProgram> program,
                                    RecordedProgram::Make(gateway, context->context(), Duration(interval->millis())));
            return Value(ObjectPtr(std::make_shared<JavaStreamingContext>(context->context(), std::move(program))));
          })
          .Constructor([](std::shared_ptr<JavaStreamingContext> recovered) { return recovered; })
          .Has("start", &Start)
          .Has("stop", &StopAsConfigured)
          .Has("stop", [](JavaStreamingContext& self, bool stops_context) { Stop(self, stops_context, false); })
          .Has("stop", &Stop)
          .Has("awaitTermination",
               [](JavaStreamingContext& self) {
                 while (!Await(self, absl::Hours(24))) {
                 }
               })
          .Has("awaitTerminationOrTimeout",
               [](JavaStreamingContext& self, int64_t millis) { return Await(self, absl::Milliseconds(millis)); })
          .Has(
              "remember",
              [](JavaStreamingContext& self, std::shared_ptr<JavaDuration> duration) {
                self.program()->Remember(Duration(duration->millis()));
              },
              Effect::kBuildsStreams)
          .Has("checkpoint",
               [](JavaStreamingContext& self, std::string folder) {
                 self.context()->SetCheckpointFolder(folder);
                 self.program()->SetCheckpointFolder(folder);
               })
          .Has("socketTextStream", &SocketTextStream, Effect::kBuildsStreams)
          .Has("textFileStream", &TextFileStream, Effect::kBuildsStreams)
          .Has("binaryRecordsStream", &BinaryRecordsStream, Effect::kBuildsStreams)
          .Has(
              "queueStream",
              [](JavaStreamingContext& self, std::shared_ptr<ArrayList> queue, bool one_at_a_time) {
                return QueueStream(self, queue, one_at_a_time, nullptr);
              },
              Effect::kBuildsStreams)
          .Has("queueStream", &QueueStream, Effect::kBuildsStreams)
          .Has("union", &Union, Effect::kBuildsStreams)
          .Has("transform", &Transform, Effect::kBuildsStreams)
          .Has("addStreamingListener",
               [](JavaStreamingContext& self, std::shared_ptr<StreamingListenerWrapper> listener) {
                 self.program()->listeners().Add(listener->listener());
               })
          .Has("ssc", [](JavaStreamingContext& self) { return self.shared_from_this(); })
          .Has("sparkContext",
               [](JavaStreamingContext& self) { return std::make_shared<JavaSparkContext>(self.context()); });
  return type;
}

int32_t JavaStreamingContext::HashCode() const {
  return static_cast<int32_t>(std::hash<const void*>()(program_.get()));
}

StreamPtr JavaStreamingContext::StreamOf(std::shared_ptr<StreamNode> node) const {
  return std::make_shared<JavaDStream>(program_, FrameStream{context_, std::move(node)});
}

}  // namespace sluice::gateway
