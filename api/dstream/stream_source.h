#ifndef SLUICE_API_DSTREAM_STREAM_SOURCE_H_
#define SLUICE_API_DSTREAM_STREAM_SOURCE_H_

#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "api/dstream/driver_function.h"
#include "api/dstream/streaming_program.h"

namespace sluice {

template <class T>
class DStream;

}  // namespace sluice

namespace sluice::internal {

// The RDDs of a stream, typed.
template <class T>
class StreamSource {
 public:
  StreamSource(JobRunner& jobs, std::shared_ptr<StreamNode> node) : jobs_(&jobs), node_(std::move(node)) {}

  JobRunner& jobs() const { return *jobs_; }
  // Nullopt: the stream has none in this batch.
  std::optional<RDD<T>> operator()(BatchTime batch) const {
    Rdd rdd = node_->Get(batch);
    return rdd == nullptr ? std::nullopt : std::optional(Typed(std::move(rdd), batch));
  }
  RDD<T> Typed(Rdd rdd, BatchTime batch) const {
    return RDD<T>(RddHandle(*jobs_, std::move(rdd), node_->KeyOf(batch)));
  }

 private:
  JobRunner* jobs_;
  std::shared_ptr<StreamNode> node_;
};

// From now on each new RDD of the stream is what `keep` makes of it.
void KeepRddsOf(StreamNode& stream, std::function<Rdd(Rdd)> keep);

// Keeps a stream's RDDs as `level` says, unless users of an RDD have said another. For the stream itself, so it does
// not own it.
template <class T>
std::function<Rdd(Rdd)> KeepAs(JobRunner& jobs, const StorageLevel& level) {
  return [&jobs, level](Rdd rdd) {
    RDD<T> typed(RddHandle(jobs, std::move(rdd)));
    return (typed.getStorageLevel() == StorageLevel::NONE ? typed.persist(level) : typed).handle().node();
  };
}

// What a stream of other streams' RDDs is made of, whatever their rows are.
struct ParentStream {
  std::shared_ptr<StreamingProgram> program;
  std::shared_ptr<StreamNode> node;
};
// The RDD of a batch, from those of its parents in order; called on the driver.
using ComputeRdd = std::function<RddHandle(absl::Span<const RddHandle> parents, Time time)>;

// Streams that are put together are of one context and slide alike, else this throws. Where one has no RDD, the new one
// has none.
std::shared_ptr<StreamNode> AddTransformed(absl::Span<const ParentStream> parents, ComputeRdd compute);

// The stream of f(RDD of each stream...), or f(RDD of each stream..., time).
template <class F, class T, class... U>
auto Transformed(F f, const DStream<T>& first, const DStream<U>&... others) {
  auto compute = [f = std::move(f)](absl::Span<const RddHandle> rdds, Time time) mutable {
    return [&]<size_t... I>(std::index_sequence<I...>) {
      return CallOnDriver(f, time, RDD<T>(rdds[0]), RDD<U>(rdds[I + 1])...).handle();
    }(std::index_sequence_for<U...>());
  };
  return DStream<DriverFunctionRow<F, RDD<T>, RDD<U>...>>(
      first.program(),
      AddTransformed({{first.program(), first.node()}, {others.program(), others.node()}...}, std::move(compute)));
}

// The same of streams that have rows of one type: f(std::vector<RDD<T>>) or f(std::vector<RDD<T>>, time).
template <class F, class T>
auto TransformedAll(F f, const std::vector<DStream<T>>& streams) {
  std::vector<ParentStream> parents(streams.size());
  for (size_t i = 0; i < streams.size(); ++i) parents[i] = {streams[i].program(), streams[i].node()};
  auto compute = [f = std::move(f)](absl::Span<const RddHandle> rdds, Time time) mutable {
    return CallOnDriver(f, time, std::vector<RDD<T>>(rdds.begin(), rdds.end())).handle();
  };
  return DStream<DriverFunctionRow<F, std::vector<RDD<T>>>>(streams[0].program(),
                                                            AddTransformed(parents, std::move(compute)));
}

}  // namespace sluice::internal

#endif  // SLUICE_API_DSTREAM_STREAM_SOURCE_H_
