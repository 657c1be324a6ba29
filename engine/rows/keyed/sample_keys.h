#ifndef SLUICE_ENGINE_ROWS_KEYED_SAMPLE_KEYS_H_
#define SLUICE_ENGINE_ROWS_KEYED_SAMPLE_KEYS_H_

#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "common/base/status.h"
#include "common/codec/owned.h"
#include "engine/rows/random_numbers.h"
#include "engine/task/consume.h"
#include "engine/task/factory.h"

namespace sluice {

// Some of many rows, each as likely as any other; the same ones for the same seed. Costs nothing for the rows it skips.
class Reservoir {
 public:
  Reservoir(int64_t size, uint64_t seed) : size_(size), random_(seed) {}

  // Offers rows number `seen()` to seen() + count - 1; calls `keep(place, i)` for those to put in that place of the
  // sample.
  template <class Keep>
  void Offer(int64_t count, Keep keep) {
    int64_t from = seen_;
    seen_ += count;
    for (; from < size_ && from < seen_; ++from) keep(from, from - (seen_ - count));
    if (next_ < 0 && seen_ >= size_) Skip(size_ - 1);
    while (next_ >= 0 && next_ < seen_) {
      keep(static_cast<int64_t>(random_() % size_), next_ - (seen_ - count));
      Skip(next_);
    }
  }
  int64_t seen() const { return seen_; }

 private:
  void Skip(int64_t last) {
    weight_ *= std::pow(Uniform(), 1.0 / static_cast<double>(size_));
    next_ = last + 1 + static_cast<int64_t>(std::min(std::log(Uniform()) / std::log1p(-weight_), 1e18));
  }
  double Uniform() { return (static_cast<double>(random_() >> 11) + 0.5) * 0x1p-53; }

  const int64_t size_;
  RandomNumbers random_;
  int64_t seen_ = 0;
  int64_t next_ = -1;
  double weight_ = 1;
};

// Sends the driver how many pairs the partition has, and the keys of some of them: at most as many as its option says.
template <class K, class V>
class SampleKeysTerminal : public Terminal {
 public:
  using Input = std::pair<K, V>;
  using Sent = std::pair<K, V>;
  using Options = int64_t;
  static constexpr int kInputsMin = 1;
  using Sample = std::pair<int64_t, std::vector<Owned<K>>>;
  SampleKeysTerminal(Wiring<Input> wiring, int64_t size)
      : input_(*wiring.inputs[0]), size_(std::max<int64_t>(1, size)) {}

  absl::Status Run(TaskContext& context, int partition, TaskResult& result) const override {
    Reservoir reservoir(size_, partition);
    Sample sample;
    SLUICE_RETURN_IF_ERROR(Consume(input_, context, partition, [&](absl::Span<Input> rows) {
      reservoir.Offer(rows.size(), [&](int64_t place, int64_t i) {
        if (place == static_cast<int64_t>(sample.second.size())) sample.second.emplace_back();
        sample.second[place] = ToOwned(rows[i].first);
      });
      return true;
    }));
    sample.first = reservoir.seen();
    result.value.push_back(Buffer::FromString(Encode(sample)));
    return absl::OkStatus();
  }

 private:
  const Op<Input>& input_;
  const int64_t size_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_KEYED_SAMPLE_KEYS_H_
