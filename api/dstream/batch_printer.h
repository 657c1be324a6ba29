#ifndef SLUICE_API_DSTREAM_BATCH_PRINTER_H_
#define SLUICE_API_DSTREAM_BATCH_PRINTER_H_

#include <string>
#include <string_view>

#include "api/core/duration.h"

namespace sluice::internal {

// What print() writes to standard output for one batch, in one piece:
//
//   -------------------------------------------
//   Time: 1000 ms
//   -------------------------------------------
//   (first,1)
//   ...                   <- only if there are more than `num` rows
//                         <- an empty line
class BatchPrinter {
 public:
  BatchPrinter(Time time, int num);

  void Add(std::string_view row);
  const std::string& text();
  void Print();  // Throws if it cannot be written.

 private:
  const int num_;
  int rows_ = 0;
  bool closed_ = false;
  std::string text_;
};

}  // namespace sluice::internal

#endif  // SLUICE_API_DSTREAM_BATCH_PRINTER_H_
