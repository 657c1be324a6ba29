#ifndef SLUICE_API_SHARED_ACCUMULATOR_H_
#define SLUICE_API_SHARED_ACCUMULATOR_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/core/application.h"
#include "api/core/error.h"
#include "api/core/function.h"
#include "common/base/ids.h"
#include "common/base/mutex.h"
#include "common/codec/owned.h"
#include "engine/lineage/job_runner.h"
#include "engine/task/attachments.h"
#include "engine/task/task_updates.h"
#include "engine/variables/merge_updates.h"

namespace sluice::internal {

// What an accumulator adds up, like these: codable, with add, merge, value and isZero; A() is zero.
template <class N>
struct NumberSum {
  N sum = 0;
  int64_t count = 0;
  void add(N number) { sum += number, ++count; }
  void merge(const NumberSum& other) { sum += other.sum, count += other.count; }
  N value() const { return sum; }
  bool isZero() const { return sum == 0 && count == 0; }
};
template <class T>
struct Collected {
  std::vector<T> list;
  void add(T v) { list.push_back(std::move(v)); }
  void merge(const Collected& other) { list.insert(list.end(), other.list.begin(), other.list.end()); }
  std::vector<T> value() const { return list; }
  bool isZero() const { return list.empty(); }
};

}  // namespace sluice::internal

namespace sluice {

template <class A>
concept Accumulating = Codable<A> && std::default_initializable<A> && requires(A a, const A& b) {
  a.merge(b);
  b.value();
};

// Tasks add to it, the driver reads it:
//   LongAccumulator bad = longAccumulator(app, "bad lines");
//   lines.foreach([](std::string_view line, const LongAccumulator& bad) { if (line.empty()) bad.add(1); }, bad);
// What a task adds is counted when it has succeeded. In the function of an action it is counted once for each
// partition, however often the task ran; in that of a transformation once in each job that computes the partition. A
// handle, cheap to copy. Thread-safe.
template <Accumulating A>
class Accumulator {
 public:
  Accumulator() = default;
  Accumulator(Application& app, std::string name)
      : key_(app.jobs().NextVariableKey()), state_(std::make_shared<State>(std::move(name))) {
    RegisterAccumulator(key_, state_);
  }

  template <class T>
  void add(T&& value) const {
    if (TaskUpdates* task = TaskUpdates::Current()) return task->Of<A>(key_).add(std::forward<T>(value));
    Change([&](A& sum) { sum.add(std::forward<T>(value)); });
  }
  // On the driver only.
  auto value() const { return sum().value(); }
  A sum() const {
    CheckOnDriver();
    MutexLock lock(&state_->mu);
    return state_->sum;
  }
  bool isZero() const { return sum().isZero(); }
  void reset() const {
    CheckOnDriver();
    Change([](A& sum) { sum = A(); });
  }
  void merge(const Accumulator& other) const {
    Change([added = other.sum()](A& sum) { sum.merge(added); });
  }

  const std::string& name() const {
    CheckOnDriver();
    return state_->name;
  }
  int64_t id() const { return key_.value(); }

 private:
  friend struct Codec<Accumulator<A>>;
  struct State : AccumulatorValue {
    explicit State(std::string name) : name(std::move(name)) {}
    bool Merge(std::string_view part) override {
      A added{};
      if (!Decode(part, added)) return false;
      MutexLock lock(&mu);
      sum.merge(added);
      return true;
    }
    const std::string name;
    Mutex mu;
    A sum ABSL_GUARDED_BY(mu){};
  };

  void CheckOnDriver() const {
    if (state_ != nullptr && TaskUpdates::Current() == nullptr) return;
    throw Error(absl::FailedPreconditionError("Can't read accumulator value in task"));
  }
  // Not on an executor outside of tasks: nobody would hear of it.
  template <class F>
  void Change(F change) const {
    if (state_ == nullptr) throw Error(absl::FailedPreconditionError("an accumulator was added to outside of a task"));
    MutexLock lock(&state_->mu);
    change(state_->sum);
  }

  VariableKey key_;
  std::shared_ptr<State> state_;  // The driver has it; null in tasks.
};

template <class A>
struct Codec<Accumulator<A>> {
  static void Encode(const Accumulator<A>& accumulator, Writer& out) {
    if (accumulator.state_ == nullptr) {
      throw Error(absl::FailedPreconditionError("Accumulator must be registered before send to executor"));
    }
    Attachments::Add(accumulator.state_);
    EncodeTo(out, accumulator.key_.value());
  }
  static bool Decode(Reader& in, Accumulator<A>& accumulator) {
    int64_t key = 0;
    if (!DecodeFrom(in, key)) return false;
    accumulator.key_ = VariableKey(key);
    return true;
  }
};

// With Spark's extra readings.
template <class N>
class SumAccumulator : public Accumulator<internal::NumberSum<N>> {
 public:
  using Accumulator<internal::NumberSum<N>>::Accumulator;
  N sum() const { return Total().sum; }
  int64_t count() const { return Total().count; }
  double avg() const {
    const internal::NumberSum<N> total = Total();
    return static_cast<double>(total.sum) / static_cast<double>(total.count);
  }

 private:
  internal::NumberSum<N> Total() const { return Accumulator<internal::NumberSum<N>>::sum(); }
};
template <class N>
struct Codec<SumAccumulator<N>> : Codec<Accumulator<internal::NumberSum<N>>> {};
using LongAccumulator = SumAccumulator<int64_t>;
using DoubleAccumulator = SumAccumulator<double>;
template <class T>
using CollectionAccumulator = Accumulator<internal::Collected<T>>;

LongAccumulator longAccumulator(Application& app, std::string name = "");
DoubleAccumulator doubleAccumulator(Application& app, std::string name = "");
template <class T>
CollectionAccumulator<T> collectionAccumulator(Application& app, std::string name = "") {
  return CollectionAccumulator<T>(app, std::move(name));
}
// Spark's register, which is a reserved word in C++: of a type of your own.
template <Accumulating A>
Accumulator<A> registerAccumulator(Application& app, std::string name = "") {
  return Accumulator<A>(app, std::move(name));
}

}  // namespace sluice

#endif  // SLUICE_API_SHARED_ACCUMULATOR_H_
