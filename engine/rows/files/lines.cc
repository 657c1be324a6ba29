#include "engine/rows/files/lines.h"

#include "common/base/buffer.h"
#include "common/base/status.h"
#include "engine/rows/files/line_pusher.h"

namespace sluice {

absl::Status LinesOp::Run(TaskContext& context, int partition, Sink<std::string_view>& out) const {
  LinePusher lines(context, out);
  for (const InputBlock& block : context.Inputs(index_, partition)) {
    Buffer data = Contiguous(block.data);
    SLUICE_ASSIGN_OR_RETURN(bool more, lines.Push(data.view()));
    if (!more) break;
  }
  return absl::OkStatus();
}

}  // namespace sluice
