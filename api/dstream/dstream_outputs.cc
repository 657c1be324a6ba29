#include "api/dstream/dstream_outputs.h"

#include "api/core/error.h"
#include "common/base/status.h"
#include "common/process/standard_output.h"

namespace sluice::internal {

void PrintBatch(Time time, const std::vector<std::string>& rows, bool are_all) {
  const std::string dashes(43, '-');
  std::string text = dashes + "\nTime: " + time.toString() + "\n" + dashes + "\n";
  for (const std::string& row : rows) text.append(row).append("\n");
  text += are_all ? "\n" : "...\n\n";
  ThrowIfError(Annotate(WriteOutput(text), "print"));
}

}  // namespace sluice::internal
