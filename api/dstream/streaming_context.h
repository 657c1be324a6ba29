#ifndef SLUICE_API_DSTREAM_STREAMING_CONTEXT_H_
#define SLUICE_API_DSTREAM_STREAMING_CONTEXT_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "api/core/application.h"
#include "api/core/duration.h"
#include "api/core/storage_level.h"
#include "api/dstream/dstream.h"
#include "api/dstream/streaming_program.h"
#include "api/input/rdd_queue.h"
#include "api/input/receiver_streams.h"
#include "api/listener/streaming_listener.h"
#include "api/rdd/input_paths.h"

namespace sluice {

// Where a streaming program begins: makes input streams, and runs a batch of everything each `interval` from start to
// stop. Cheap to copy; all copies are the same context. Misuse throws Error. An application runs one context at a time.
class StreamingContext : public internal::ReceiverStreams {
 public:
  StreamingContext(Application& app, Duration interval);

  // The context of this process that runs, if one does.
  static std::optional<StreamingContext> getActive();
  // Makes a program's streams, and sets its checkpoint directory.
  using Creator = std::function<StreamingContext(Application&)>;
  static StreamingContext getActiveOrCreate(Application& app, const Creator& create);
  // What `create` makes; it goes on where a former run with this directory was stopped, if there was one. The program
  // must have the same streams and outputs then.
  // With `createOnError` it begins anew if it cannot go on.
  static StreamingContext getOrCreate(Application& app, const std::string& directory, const Creator& create,
                                      bool createOnError = false);
  static StreamingContext getActiveOrCreate(Application& app, const std::string& directory, const Creator& create,
                                            bool createOnError = false);

  // The lines of a TCP server, in UTF-8 or whatever bytes it sends, split at '\n' (a '\r' before it is dropped).
  DStream<std::string_view> socketTextStream(const std::string& host, int port,
                                             StorageLevel level = StorageLevel::MEMORY_AND_DISK_SER_2);

  // The lines of the files that are moved into a folder while the context runs: each file is in the first batch that
  // is not before its last change, once. `directories` may be several, and globs; they may come and go. A file
  // that is found a minute (spark.streaming.fileStream.minRememberDuration) after its last change is passed by, and so
  // are names that begin with '.' or '_', or are those of files on their way, as NAME._COPYING_ and NAME.part. A file
  // on a disk that is renamed in its folder is one file, before and after it is read.
  DStream<std::string_view> textFileStream(const InputPaths& directories);
  // The same of the files that `filter` takes, whatever their names are. Not newFilesOnly: also those that came in the
  // minute before.
  DStream<std::string_view> fileStream(const InputPaths& directories, FileFilter filter, bool newFilesOnly = true);
  // Rows of so many bytes each out of such files.
  DStream<std::string_view> binaryRecordsStream(const InputPaths& directories, int recordLength);

  // Each batch takes an RDD from the queue, or all of them; when there is none, `defaultRDD`, else no rows.
  template <class T>
  DStream<T> queueStream(RDDQueue<T> queue, bool oneAtATime, RDD<T> defaultRDD) {
    auto unite = [&jobs = program_->app().jobs()](const std::vector<Rdd>& rdds) {
      std::vector<RDD<T>> typed;
      for (const Rdd& rdd : rdds) typed.push_back(RDD<T>(internal::RddHandle(jobs, rdd)));
      return unionOf(typed).handle().node();
    };
    return {program_, AddQueue(queue.waiting(), oneAtATime, defaultRDD.handle().node(), std::move(unite))};
  }
  template <class T>
  DStream<T> queueStream(RDDQueue<T> queue, bool oneAtATime = true) {
    return queueStream(std::move(queue), oneAtATime, parallelize<T>(program_->app(), {}, 1));
  }

  // The RDD that `f(time)` makes for each batch, called on the driver. It is called again for a batch of a former run
  // that a window needs, so it must give the same then.
  template <class F, class T = typename internal::RowsOf<std::invoke_result_t<F&, Time>>::Type>
  DStream<T> generatedStream(F f) {
    auto compute = [f](BatchTime batch) mutable { return f(Time(batch.value())).handle().node(); };
    return {program_, AddGenerated(std::move(compute))};
  }

  // Spark's union, which is a reserved word in C++.
  template <class T>
  DStream<T> union_(const std::vector<DStream<T>>& streams) {
    if (streams.empty()) throw Error(absl::InvalidArgumentError("List of DStreams to union is empty"));
    return transform(streams, [](const std::vector<RDD<T>>& rdds, Time) { return unionOf(rdds); });
  }
  // The RDD that `f(std::vector<RDD<T>>, Time)` makes of each batch's of all streams; called on the driver.
  template <class T, class F>
    requires internal::DriverFunction<F, std::vector<RDD<T>>>
  auto transform(const std::vector<DStream<T>>& streams, F f) {
    if (streams.empty()) throw Error(absl::InvalidArgumentError("List of DStreams to transform is empty"));
    return internal::TransformedAll(std::move(f), streams);
  }
  // The same of streams with rows of several types: f(RDD<A>, RDD<B>, ..., Time).
  template <class... T, class F>
    requires internal::DriverFunction<F, RDD<T>...>
  auto transform(const std::tuple<DStream<T>...>& streams, F f) {
    return std::apply([&](const auto&... stream) { return internal::Transformed(std::move(f), stream...); }, streams);
  }

  // Batches are kept at least so long, for slice. At most once.
  void remember(Duration duration) { program_->Remember(duration); }
  // Where state and progress are kept; stateful streams need it.
  void checkpoint(const std::string& directory) { program_->SetCheckpointFolder(directory); }

  // Told what happens to the program; see StreamingListener.
  void addStreamingListener(std::shared_ptr<StreamingListener> listener);
  void removeStreamingListener(const std::shared_ptr<StreamingListener>& listener);

  // Needs at least one output operation. A second call only warns; a stopped context does not start again.
  void start(std::source_location where = std::source_location::current());
  // Stops receiving and returns when nothing of the context runs any more; gracefully: when all that was received is
  // processed. With `stopApplication` no other context can be started, and jobs are refused; it is the conf
  // spark.streaming.stopSparkContextByDefault (true) unless it is given.
  void stop();
  void stop(bool stopApplication, bool stopGracefully = false);

  // Return when the context has stopped. As soon as an output operation has failed, throw its Error instead.
  void awaitTermination();
  bool awaitTerminationOrTimeout(int64_t milliseconds);  // False: not stopped yet.
  // Also returns when the source of every receiver has ended the stream in order and all its data is processed.
  void awaitSourcesClosed();

  // The application that the context runs in, for parallelize and others.
  Application& sparkContext() const { return program_->app(); }
  // With the conf spark.streaming.clock=manual batches are made only by this: moves the clock, and returns when all
  // that are due by then are done.
  void advance(Duration duration);

  StreamingContextState getState() const { return program_->State(); }

  bool operator==(const StreamingContext&) const = default;  // True: both are one context.

 private:
  template <class T>
  friend class DStream;
  explicit StreamingContext(std::shared_ptr<internal::StreamingProgram> program)
      : internal::ReceiverStreams(std::move(program)) {}

  std::shared_ptr<StreamNode> AddQueue(std::shared_ptr<WaitingRdds> waiting, bool one_at_a_time, Rdd when_empty,
                                       std::function<Rdd(const std::vector<Rdd>&)> unite);
  std::shared_ptr<StreamNode> AddGenerated(std::function<Rdd(BatchTime)> make);
};

template <class T>
StreamingContext DStream<T>::context() const {
  return StreamingContext(program_);
}

}  // namespace sluice

#endif  // SLUICE_API_DSTREAM_STREAMING_CONTEXT_H_
