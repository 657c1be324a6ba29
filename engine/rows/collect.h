#ifndef SLUICE_ENGINE_ROWS_COLLECT_H_
#define SLUICE_ENGINE_ROWS_COLLECT_H_

#include <algorithm>
#include <cstdint>
#include <vector>

#include "common/base/status.h"
#include "common/codec/owned.h"
#include "engine/task/consume.h"
#include "engine/task/contiguous.h"
#include "engine/task/factory.h"

namespace sluice {

// Sends the first rows of the partition to the driver: as many as its option says, or all if that is negative.
template <class T>
class CollectTerminal : public Terminal {
 public:
  using Input = T;
  using Sent = T;
  using Options = int64_t;
  static constexpr int kInputsMin = 1;
  static constexpr int64_t kAll = -1;
  CollectTerminal(Wiring<T> wiring, int64_t rows_max) : input_(*wiring.inputs[0]), rows_max_(rows_max) {}

  absl::Status Run(TaskContext& context, int partition, TaskResult& result) const override {
    Writer out;
    uint64_t left = static_cast<uint64_t>(rows_max_);
    absl::Status status = left == 0 ? absl::OkStatus() : Consume(input_, context, partition, [&](absl::Span<T> rows) {
      for (const T& row : rows.first(std::min<uint64_t>(left, rows.size()))) EncodeTo(out, row);
      left -= std::min<uint64_t>(left, rows.size());
      return left != 0;
    });
    result.value.push_back(out.Finish());
    return status;
  }

 private:
  const Op<T>& input_;
  const int64_t rows_max_;
};

// Appends to `rows` what one partition sent.
template <class T>
absl::Status AppendCollected(const Buffers& value, std::vector<Owned<T>>& rows) {
  if constexpr (Codable<Owned<T>>) {
    Buffer bytes = Contiguous(value);
    for (Reader in(bytes.view()); !in.AtEnd();) {
      if (!DecodeFrom(in, rows.emplace_back())) return absl::DataLossError("the rows sent by a task cannot be decoded");
    }
  }
  return absl::OkStatus();
}

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_COLLECT_H_
