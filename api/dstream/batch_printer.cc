#include "api/dstream/batch_printer.h"

#include "api/core/error.h"
#include "common/base/status.h"
#include "common/process/standard_output.h"

namespace sluice::internal {

BatchPrinter::BatchPrinter(Time time, int num) : num_(num) {
  const std::string dashes(43, '-');
  text_ = dashes + "\nTime: " + time.toString() + "\n" + dashes + "\n";
}

void BatchPrinter::Add(std::string_view row) {
  if (++rows_ > num_) return;
  text_.append(row).append("\n");
}

const std::string& BatchPrinter::text() {
  if (!closed_) text_ += rows_ > num_ ? "...\n\n" : "\n";
  closed_ = true;
  return text_;
}

void BatchPrinter::Print() { ThrowIfError(Annotate(WriteOutput(text()), "print")); }

}  // namespace sluice::internal
