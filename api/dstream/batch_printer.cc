#include "api/dstream/batch_printer.h"

#include <cstdio>

namespace sluice {

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

void BatchPrinter::Print() {
  std::fwrite(text().data(), 1, text().size(), stdout);
  std::fflush(stdout);
}

}  // namespace sluice
