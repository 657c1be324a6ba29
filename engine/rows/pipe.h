#ifndef SLUICE_ENGINE_ROWS_PIPE_H_
#define SLUICE_ENGINE_ROWS_PIPE_H_

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/status.h"
#include "engine/rows/chunk.h"
#include "engine/rows/text.h"
#include "engine/task/consume.h"
#include "engine/task/factory.h"
#include "engine/task/task_context.h"

namespace sluice {

// Runs a program, found by PATH, with `input` as its standard input; returns its standard output. It need not read all
// of its input, but must exit with 0. A cancelled task kills it.
absl::StatusOr<std::string> RunPipe(const std::vector<std::string>& command, std::string_view input,
                                    const TaskContext& context);

// The lines that a program, run once for each partition, makes of the rows as lines. The option is the program and its
// arguments. A partition is held in memory, before and after.
template <class T>
class PipeOp : public Op<std::string> {
 public:
  using Input = T;
  using Line = std::string;
  using Options = std::vector<std::string>;
  static constexpr int kInputsMin = 1;
  PipeOp(Wiring<T> wiring, Options command) : input_(*wiring.inputs[0]), command_(std::move(command)) {}

  absl::Status Run(TaskContext& context, int partition, Sink<std::string>& out) const override {
    std::string text;
    SLUICE_RETURN_IF_ERROR(Consume(input_, context, partition, [&](absl::Span<T> rows) {
      for (const T& row : rows) {
        AppendText(row, text);
        text += '\n';
      }
      return true;
    }));
    SLUICE_ASSIGN_OR_RETURN(std::string output, RunPipe(command_, text, context));
    Chunk<std::string> chunk;
    ChunkFiller<std::string> filler(chunk, out);
    for (std::string_view rest = output; !rest.empty();) {
      std::string_view line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(std::min(rest.size(), line.size() + 1));
      if (!filler.Add(line)) return absl::OkStatus();
    }
    filler.Flush();
    return absl::OkStatus();
  }

 private:
  const Op<T>& input_;
  const Options command_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_PIPE_H_
