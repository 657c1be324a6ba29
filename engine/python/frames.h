#ifndef SLUICE_ENGINE_PYTHON_FRAMES_H_
#define SLUICE_ENGINE_PYTHON_FRAMES_H_

#include <string_view>
#include <utility>

#include "engine/python/big_endian.h"
#include "engine/task/consume.h"
#include "engine/task/factory.h"

namespace sluice {

// Rows as Python reads and writes them. A row is a frame: of an RDD of Python objects a pickled batch of them, of one
// of text a line. A pair is two frames.
using FrameRow = std::string_view;
using FramePair = std::pair<std::string_view, std::string_view>;

inline void AppendFrames(FrameRow row, Writer& out) { PutFrame(out, row); }
inline void AppendFrames(const FramePair& row, Writer& out) {
  PutFrame(out, row.first);
  PutFrame(out, row.second);
}

// Sends the rows of the partition to the driver, which passes them on to Python as they are.
template <class T>
class FramesTerminal : public Terminal {
 public:
  using Input = T;
  using Options = NoOptions;
  static constexpr int kInputsMin = 1;
  FramesTerminal(Wiring<T> wiring, NoOptions) : input_(*wiring.inputs[0]) {}

  absl::Status Run(TaskContext& context, int partition, TaskResult& result) const override {
    Writer out;
    absl::Status status = Consume(input_, context, partition, [&](absl::Span<T> rows) {
      for (const T& row : rows) AppendFrames(row, out);
      return true;
    });
    result.value.push_back(out.Finish());
    return status;
  }

 private:
  const Op<T>& input_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_PYTHON_FRAMES_H_
