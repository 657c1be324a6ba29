#ifndef SLUICE_ENGINE_ROWS_SAMPLE_H_
#define SLUICE_ENGINE_ROWS_SAMPLE_H_

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "common/base/status.h"
#include "common/codec/key_map.h"
#include "common/codec/owned.h"
#include "engine/rows/chunk.h"
#include "engine/rows/random_numbers.h"
#include "engine/rows/text.h"
#include "engine/task/consume.h"
#include "engine/task/factory.h"

namespace sluice {

// A random number for each row, the same for the same seed, partition and row number. Of those in [0, 1) a row is kept
// if its number is in [from, to), so samples of ranges side by side share no row.
struct Share {
  double from = 0;
  double to = 1;
};
struct SameShare {
  Share share;
  template <class T>
  Share operator()(const T&) const {
    return share;
  }
};
// Rows are pairs; a key that is not there fails the task.
template <class K>
struct ShareOfKey {
  KeyMap<K, double> shares;
  template <class T>
  Share operator()(const T& row) const {
    auto found = shares.find(ToOwned(row.first));
    if (found == shares.end()) throw std::out_of_range("key not found: " + ToText(row.first));
    return {0, found->second};
  }
};

template <class ShareOf>
struct Sampling {
  bool with_replacement = false;  // A row comes as often as a Poisson distribution with mean to - from says.
  uint64_t seed = 0;
  ShareOf share_of;
};

// A sample of the rows, in their order.
template <class T, class ShareOf>
class SampleOp : public Op<T> {
 public:
  using Input = T;
  using Copied = T;
  using Options = Sampling<ShareOf>;
  static constexpr int kInputsMin = 1;
  SampleOp(Wiring<T> wiring, Options sampling) : input_(*wiring.inputs[0]), sampling_(std::move(sampling)) {}

  absl::Status Run(TaskContext& context, int partition, Sink<T>& out) const override {
    RandomNumbers random(sampling_.seed + (uint64_t{static_cast<uint32_t>(partition)} + 1) * 0x9e3779b97f4a7c15);
    Chunk<T> chunk;
    return Consume(input_, context, partition, [&](absl::Span<T> rows) {
      ChunkFiller<T> filler(chunk, out);
      for (const T& row : rows) {
        for (int64_t copies = Copies(sampling_.share_of(row), random); copies > 0; --copies) {
          if (!filler.Add(row)) return false;
        }
      }
      return filler.Flush();
    });
  }

 private:
  int64_t Copies(Share share, RandomNumbers& random) const {
    if (sampling_.with_replacement) {
      double mean = share.to - share.from;
      return mean > 0 ? random.Poisson(mean) : 0;
    }
    double number = static_cast<double>(random() >> 11) * 0x1p-53;
    return number >= share.from && number < share.to ? 1 : 0;
  }

  const Op<T>& input_;
  const Options sampling_;
};

// Sends the driver the rows at some places, as often as the option names each: for each partition, in rising order.
template <class T>
class PickTerminal : public Terminal {
 public:
  using Input = T;
  using Sent = T;
  using Options = std::vector<std::vector<int64_t>>;
  static constexpr int kInputsMin = 1;
  PickTerminal(Wiring<T> wiring, Options places) : input_(*wiring.inputs[0]), places_(std::move(places)) {}

  absl::Status Run(TaskContext& context, int partition, TaskResult& result) const override {
    if (partition >= static_cast<int>(places_.size())) return absl::OutOfRangeError("takeSample: no such partition");
    const std::vector<int64_t>& places = places_[partition];
    Writer out;
    size_t next = 0;
    int64_t seen = 0;
    absl::Status status = places.empty() ? absl::OkStatus() : Consume(input_, context, partition, [&](auto rows) {
      int64_t from = seen;
      seen += rows.size();
      for (; next < places.size() && places[next] < seen; ++next) EncodeTo(out, rows[places[next] - from]);
      return next < places.size();
    });
    result.value.push_back(out.Finish());
    return status;
  }

 private:
  const Op<T>& input_;
  const Options places_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_SAMPLE_H_
