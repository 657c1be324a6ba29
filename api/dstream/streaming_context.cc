#include "api/dstream/streaming_context.h"

#include "api/core/error.h"
#include "api/input/file_input.h"
#include "api/listener/listener_bus.h"
#include "api/rdd/text_file.h"
#include "common/observe/logging.h"
#include "common/settings/streaming.h"
#include "connectors/generated/generated_source.h"
#include "connectors/queue/queue_source.h"
#include "connectors/socket/socket_text_receiver.h"
#include "engine/rows/files/lines.h"
#include "engine/task/factory.h"
#include "engine/task/local_properties.h"

namespace sluice {

StreamingContext::StreamingContext(Application& app, Duration interval)
    : internal::ReceiverStreams(std::make_shared<internal::StreamingProgram>(app, interval)) {}

DStream<std::string_view> StreamingContext::socketTextStream(const std::string& host, int port, StorageLevel level) {
  CheckPort("socketTextStream", host, port);
  OperatorRef lines = RefTo<LinesOp>("socketTextStream", {});
  return {program_,
          program_->AddInput(SocketTextReceiver(host, port), std::move(lines),
                             internal::ObjectFilesOf<std::string_view>(program_->app()), level.replication())};
}

DStream<std::string_view> StreamingContext::textFileStream(const InputPaths& directories) {
  return fileStream(directories, IsVisibleFile);
}

DStream<std::string_view> StreamingContext::fileStream(const InputPaths& directories, FileFilter filter,
                                                       bool newFilesOnly) {
  auto read = [](JobRunner& jobs, const std::vector<FoundFile>& files) { return internal::LinesOfFiles(jobs, files); };
  return {program_, internal::AddFileInput(*program_, {.directories = directories,
                                                       .filter = std::move(filter),
                                                       .new_files_only = newFilesOnly,
                                                       .read = std::move(read)})};
}

DStream<std::string_view> StreamingContext::binaryRecordsStream(const InputPaths& directories, int recordLength) {
  if (recordLength < 1) {
    throw Error(absl::InvalidArgumentError("binaryRecordsStream needs records of 1 byte or more: recordLength=" +
                                           std::to_string(recordLength)));
  }
  auto read = [=](JobRunner& jobs, const std::vector<FoundFile>& files) {
    return internal::RecordsOfFiles(jobs, files, recordLength);
  };
  return {program_, internal::AddFileInput(*program_, {.directories = directories, .read = std::move(read)})};
}

std::shared_ptr<StreamNode> StreamingContext::AddQueue(std::shared_ptr<WaitingRdds> waiting, bool one_at_a_time,
                                                       Rdd when_empty,
                                                       std::function<Rdd(const std::vector<Rdd>&)> unite) {
  return program_->AddSource("QueueInputDStream",
                             std::make_shared<QueueSource>(QueueSourceOptions{.waiting = std::move(waiting),
                                                                              .one_at_a_time = one_at_a_time,
                                                                              .when_empty = std::move(when_empty),
                                                                              .unite = std::move(unite)}));
}

std::shared_ptr<StreamNode> StreamingContext::AddGenerated(std::function<Rdd(BatchTime)> make) {
  return program_->AddSource("GeneratedInputDStream", std::make_shared<GeneratedSource>(std::move(make)));
}

std::optional<StreamingContext> StreamingContext::getActive() {
  std::shared_ptr<internal::StreamingProgram> program = internal::StreamingProgram::Active();
  return program == nullptr ? std::nullopt : std::optional(StreamingContext(std::move(program)));
}

StreamingContext StreamingContext::getActiveOrCreate(Application& app, const Creator& create) {
  std::optional<StreamingContext> active = getActive();
  return active.has_value() ? *active : create(app);
}

StreamingContext StreamingContext::getOrCreate(Application& app, const std::string& directory, const Creator& create,
                                               bool createOnError) {
  StreamingContext context = create(app);
  try {
    context.program_->Resume(directory);
    return context;
  } catch (const Error& error) {
    if (!createOnError) throw;
    LogWarning("streaming", "begins anew: ", error.what());
  }
  return create(app);
}

StreamingContext StreamingContext::getActiveOrCreate(Application& app, const std::string& directory,
                                                     const Creator& create, bool createOnError) {
  std::optional<StreamingContext> active = getActive();
  return active.has_value() ? *active : getOrCreate(app, directory, create, createOnError);
}

void StreamingContext::addStreamingListener(std::shared_ptr<StreamingListener> listener) {
  program_->listeners().Add(std::move(listener));
}

void StreamingContext::removeStreamingListener(const std::shared_ptr<StreamingListener>& listener) {
  program_->listeners().Remove(listener);
}

void StreamingContext::advance(Duration duration) { program_->Advance(absl::Milliseconds(duration.milliseconds())); }

void StreamingContext::start(std::source_location where) { program_->Start(where); }

void StreamingContext::stop(bool stopApplication, bool stopGracefully) {
  if (LocalProperties().contains(kBatchTimeProperty)) {  // This thread runs a batch.
    throw Error(absl::FailedPreconditionError(
        "Cannot stop StreamingContext within a batch: stop waits for the batch to end. Stop it from another thread."));
  }
  program_->Stop({.graceful = stopGracefully, .end_application = stopApplication});
}

void StreamingContext::stop() {
  stop(internal::ValueOrThrow(sparkContext().conf().Get(settings::kStopSparkContextByDefault)));
}

void StreamingContext::awaitTermination() {
  while (!program_->AwaitTermination(absl::Hours(24))) {
  }
}

bool StreamingContext::awaitTerminationOrTimeout(int64_t milliseconds) {
  return program_->AwaitTermination(absl::Milliseconds(milliseconds));
}

void StreamingContext::awaitSourcesClosed() { program_->AwaitSourcesClosed(absl::InfiniteDuration()); }

}  // namespace sluice
