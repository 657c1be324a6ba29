#ifndef SLUICE_API_DSTREAM_STREAM_SOURCE_H_
#define SLUICE_API_DSTREAM_STREAM_SOURCE_H_

#include <functional>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "api/core/error.h"
#include "api/dstream/context_core.h"
#include "api/dstream/driver_function.h"

namespace sluice {

template <class T>
class DStream;

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

// Keeps a stream's RDDs as `level` says, unless users of an RDD have said another. For the stream itself, so it does
// not own it.
template <class T>
std::function<Rdd(Rdd)> KeepAs(JobRunner& jobs, const StorageLevel& level) {
  return [&jobs, level](Rdd rdd) {
    RDD<T> typed(RddHandle(jobs, std::move(rdd)));
    return (typed.getStorageLevel() == StorageLevel::NONE ? typed.persist(level) : typed).handle().node();
  };
}

// Streams that are put together are of one context and slide alike.
template <class T, class... U>
void CheckTogether(const DStream<T>& first, const DStream<U>&... others) {
  if (((others.core() != first.core()) || ...)) {
    throw Error(absl::InvalidArgumentError("Some of the DStreams have different contexts"));
  }
  if (((others.slideDuration() != first.slideDuration()) || ...)) {
    throw Error(absl::InvalidArgumentError("Some of the DStreams have different slide durations"));
  }
}

// The stream of f(RDD of each stream...), or f(RDD of each stream..., time).
template <class F, class T, class... U>
auto Transformed(F f, const DStream<T>& first, const DStream<U>&... others) {
  CheckTogether(first, others...);
  auto compute = [f, sources = std::tuple(first.source(), others.source()...)](BatchTime batch) mutable -> Rdd {
    auto rdds = std::apply([&](const auto&... source) { return std::tuple(source(batch)...); }, sources);
    return std::apply(
        [&](auto&... rdd) {
          bool has_all = (rdd.has_value() && ...);
          return has_all ? CallOnDriver(f, Time(batch.value()), *rdd...).handle().node() : nullptr;
        },
        rdds);
  };
  return DStream<DriverFunctionRow<F, RDD<T>, RDD<U>...>>(
      first.core(), first.core()->AddStream({.parents = {first.node(), others.node()...},
                                             .slide = first.node()->slide(),
                                             .compute = std::move(compute)}));
}

// The same of streams that have rows of one type: f(std::vector<RDD<T>>) or f(std::vector<RDD<T>>, time).
template <class F, class T>
auto TransformedAll(F f, const std::vector<DStream<T>>& streams) {
  std::vector<StreamSource<T>> sources;
  std::vector<std::shared_ptr<StreamNode>> nodes;
  for (const DStream<T>& stream : streams) {
    CheckTogether(streams[0], stream);
    sources.push_back(stream.source());
    nodes.push_back(stream.node());
  }
  auto compute = [f, sources = std::move(sources)](BatchTime batch) mutable -> Rdd {
    std::vector<RDD<T>> rdds;
    for (const StreamSource<T>& source : sources) {
      std::optional<RDD<T>> rdd = source(batch);
      if (!rdd.has_value()) return nullptr;
      rdds.push_back(*std::move(rdd));
    }
    return CallOnDriver(f, Time(batch.value()), std::move(rdds)).handle().node();
  };
  return DStream<DriverFunctionRow<F, std::vector<RDD<T>>>>(
      streams[0].core(),
      streams[0].core()->AddStream(
          {.parents = std::move(nodes), .slide = streams[0].node()->slide(), .compute = std::move(compute)}));
}

}  // namespace sluice

#endif  // SLUICE_API_DSTREAM_STREAM_SOURCE_H_
