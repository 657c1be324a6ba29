#ifndef SLUICE_ENGINE_ROWS_COLLECT_H_
#define SLUICE_ENGINE_ROWS_COLLECT_H_

#include <algorithm>
#include <cstdint>
#include <type_traits>

#include "common/base/buffer.h"
#include "common/base/status.h"
#include "common/codec/owned.h"
#include "engine/task/consume.h"
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

// Decodes a row to the end of a list. The rows of a std::vector<bool> are bits, which nothing can be decoded into.
template <class Rows>
bool DecodeNext(Reader& in, Rows& rows) {
  if constexpr (std::is_same_v<typename Rows::reference, typename Rows::value_type&>) {
    return DecodeFrom(in, rows.emplace_back());
  } else {
    bool row = false;
    const bool ok = DecodeFrom(in, row);
    rows.push_back(row);
    return ok;
  }
}

// Appends to a list of Owned<T> what one partition sent.
template <class T, class Rows>
absl::Status AppendCollected(const Buffers& value, Rows& rows) {
  if constexpr (Sendable<T>) {
    Buffer bytes = Contiguous(value);
    for (Reader in(bytes.view()); !in.AtEnd();) {
      if (!DecodeNext(in, rows)) return absl::DataLossError("the rows sent by a task cannot be decoded");
    }
  }
  return absl::OkStatus();
}

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_COLLECT_H_
