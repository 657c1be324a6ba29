#ifndef SLUICE_API_DSTREAM_H_
#define SLUICE_API_DSTREAM_H_

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

#include "api/batch_printer.h"
#include "api/context_core.h"
#include "api/duration.h"
#include "api/pair_dstream.h"
#include "api/rdd.h"

namespace sluice {

// A stream of rows: an RDD for each batch. The operators are those of RDD, applied to each batch; nothing runs before
// the context is started. Cheap to copy. Not to be changed any more once its context has started.
template <class T>
class DStream : public PairDStream<T> {
 public:
  DStream(std::shared_ptr<ContextCore> context, std::shared_ptr<StreamNode> node)
      : context_(std::move(context)), node_(std::move(node)) {}

  const std::shared_ptr<ContextCore>& context() const { return context_; }
  Duration slideDuration() const { return Duration(absl::ToInt64Milliseconds(node_->slide())); }

  template <class F, class... A>
    requires RowFunction<F, T, A...>
  auto map(F f, A... arguments) const {
    return transform([=](const RDD<T>& rdd) { return rdd.map(f, arguments...); });
  }
  template <class F, class... A>
    requires RowExpansion<F, T, A...>
  auto flatMap(F f, A... arguments) const {
    return transform([=](const RDD<T>& rdd) { return rdd.flatMap(f, arguments...); });
  }
  template <class F, class... A>
    requires RowPredicate<F, T, A...>
  DStream<T> filter(F f, A... arguments) const {
    return transform([=](const RDD<T>& rdd) { return rdd.filter(f, arguments...); });
  }

  // One row a batch: how many rows it has, 0 if none.
  DStream<int64_t> count() const {
    return transform(
        [](const RDD<T>& rdd) { return rdd.map([](const T&) { return int64_t{1}; }).reduceToOne(std::plus<>{}, 0); });
  }
  // One row a batch: all its rows combined by `f`; none if it has none.
  template <class F>
    requires Combiner<F, T>
  DStream<T> reduce(F f) const {
    return transform([=](const RDD<T>& rdd) { return rdd.reduceToOne(f, std::nullopt); });
  }

  // Spark's union, which is a reserved word in C++.
  DStream<T> union_(const DStream<T>& other) const {
    if (other.context_ != context_) {
      throw Error(absl::InvalidArgumentError("Some of the DStreams have different contexts"));
    }
    return transform(
        [stream = other.detached()](const RDD<T>& rdd) { return rdd.union_(stream(rdd.handle().batch())); });
  }

  // The RDD that `f` makes of each batch's; called on the driver, so it may capture: f(rdd) or f(rdd, time).
  template <class F>
    requires(std::invocable<F&, RDD<T>> || std::invocable<F&, RDD<T>, Time>)
  auto transform(F f) const {
    using Result = decltype(callOnDriver(f, std::declval<RDD<T>>()));
    auto compute = [stream = detached(), f](BatchTime batch) mutable {
      return callOnDriver(f, stream(batch)).handle().node();
    };
    return DStream<typename RowsOf<std::remove_cvref_t<Result>>::Type>(context_,
                                                                       context_->AddStream(std::move(compute)));
  }

  // Calls `f` on the driver for each batch, f(rdd) or f(rdd, time); it may capture. An output operation.
  template <class F>
    requires(std::invocable<F&, RDD<T>> || std::invocable<F&, RDD<T>, Time>)
  void foreachRDD(F f) const {
    context_->AddOutput([stream = detached(), f](BatchTime batch) mutable { callOnDriver(f, stream(batch)); });
  }

  // Prints the first `num` rows of each batch. An output operation.
  void print(int num = 10) const {
    foreachRDD([num](const RDD<T>& rdd, Time time) {
      BatchPrinter printer(time, num);
      for (const Owned<T>& row : rdd.take(int64_t{num} + 1)) printer.Add(ToText(row));
      printer.Print();
    });
  }

 private:
  template <class R>
  struct RowsOf;
  template <class U>
  struct RowsOf<RDD<U>> {
    using Type = U;
  };

  template <class F>
  static decltype(auto) callOnDriver(F& f, RDD<T> rdd) {
    if constexpr (std::invocable<F&, RDD<T>, Time>) {
      Time time(rdd.handle().batch().value());
      return f(std::move(rdd), time);
    } else {
      return f(std::move(rdd));
    }
  }

  // Gives this stream's RDDs without keeping the context alive, which owns the graph it is used in.
  auto detached() const {
    return [&jobs = context_->app().jobs(), node = node_](BatchTime batch) {
      return RDD<T>(RddHandle(jobs, node->Get(batch), batch));
    };
  }

  std::shared_ptr<ContextCore> context_;
  std::shared_ptr<StreamNode> node_;
};

}  // namespace sluice

#endif  // SLUICE_API_DSTREAM_H_
