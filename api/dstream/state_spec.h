#ifndef SLUICE_API_DSTREAM_STATE_SPEC_H_
#define SLUICE_API_DSTREAM_STATE_SPEC_H_

#include <functional>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

#include "api/core/duration.h"
#include "api/core/function.h"
#include "api/dstream/stream_state.h"
#include "api/rdd/rdd.h"
#include "engine/state/state.h"

namespace sluice::internal {

// What a function with one operator() that is no template takes and returns.
template <class M>
struct CallOf;
template <class C, class R, class... A>
struct CallOf<R (C::*)(A...) const> {
  using Result = R;
  using Arguments = std::tuple<std::remove_cvref_t<A>...>;
};
template <class F>
concept HasOneCall = requires { &F::operator(); };

template <class T>
struct StateIn {};
template <class S>
struct StateIn<std::tuple<State<S>>> {
  using Type = S;
};
template <class First, class... Rest>
  requires(sizeof...(Rest) > 0)
struct StateIn<std::tuple<First, Rest...>> : StateIn<std::tuple<Rest...>> {};

}  // namespace sluice::internal

namespace sluice {

// How mapWithState works. The function is f(K, std::optional<V>, State<S>&) or f(Time, K, std::optional<V>, State<S>&);
// what it returns becomes a row, an optional only if it is set. S is taken from its parameters.
//
//   pairs.mapWithState(StateSpec::function([](std::string_view word, std::optional<int> n, State<int>& sum) {
//           sum.update(sum.getOption().value_or(0) + n.value_or(0));
//           return std::pair(word, sum.get());

}  // namespace sluice

namespace sluice::internal {

//         }).numPartitions(4).timeout(Minutes(10)))
template <class F>
class StateSpecOf {
 public:
  using S = typename StateIn<typename CallOf<decltype(&F::operator())>::Arguments>::Type;

  explicit StateSpecOf(F f) : function_(std::move(f)) {}

  // States there are before the first batch.
  template <class K>
  StateSpecOf initialState(const RDD<std::pair<K, S>>& rdd) && {
    load_initial_ = [handle = rdd.handle()](const StateTransition& transition, const Partitioning& partitioning,
                                            int64_t time) {
      LoadInitialState<K, S>(handle, transition, partitioning, time);
    };
    return std::move(*this);
  }
  StateSpecOf numPartitions(int numPartitions) && {
    return std::move(*this).partitioner(HashPartitioner(PositivePartitions(numPartitions)));
  }
  StateSpecOf partitioner(const Partitioner& partitioner) && {
    partitions_ = partitioner;
    return std::move(*this);
  }
  // A key without pairs for so long is removed, after one more call with State::isTimingOut(). Looked at whenever the
  // stream would be checkpointed: each tenth batch, unless checkpoint() says otherwise.
  StateSpecOf timeout(Duration idleDuration) && {
    timeout_ = idleDuration;
    return std::move(*this);
  }

  using LoadInitial = std::function<void(const StateTransition&, const Partitioning&, int64_t time)>;
  const F& function() const { return function_; }
  const Partitions& partitions() const { return partitions_; }
  const LoadInitial& load_initial() const { return load_initial_; }
  const std::optional<Duration>& timeout() const { return timeout_; }

 private:
  F function_;
  Partitions partitions_;
  LoadInitial load_initial_;
  std::optional<Duration> timeout_;
};

}  // namespace sluice::internal

namespace sluice {

class StateSpec {
 public:
  template <class F>
  static internal::StateSpecOf<F> function(F f) {
    static_assert(internal::HasOneCall<F>, "SLUICE: the function of a StateSpec names the types of all its parameters");
    return internal::StateSpecOf<F>(std::move(f));
  }
};

}  // namespace sluice

#endif  // SLUICE_API_DSTREAM_STATE_SPEC_H_
