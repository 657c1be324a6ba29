#ifndef SLUICE_TESTS_STREAMS_COUNTING_RECEIVER_H_
#define SLUICE_TESTS_STREAMS_COUNTING_RECEIVER_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "api/dstream/streaming_context.h"

namespace sluice {

// Stores so many numbers under its name, in blocks that are safe or one by one, and is done.
class CountingReceiver : public Receiver<std::pair<int, int64_t>> {
 public:
  CountingReceiver(int name, int64_t rows, bool reliable) : name_(name), rows_(rows), reliable_(reliable) {}
  void onStart() override {
    std::vector<std::pair<int, int64_t>> block;
    for (int64_t i = 0; i < rows_ && !isStopped(); ++i) {
      if (!reliable_) store({name_, i});
      if (reliable_) block.emplace_back(name_, i);
      if (block.size() == 100 || (i + 1 == rows_ && !block.empty())) store(std::exchange(block, {}));
    }
    stop("all is stored");
  }
  void onStop() override {}

 private:
  const int name_;
  const int64_t rows_;
  const bool reliable_;
};

}  // namespace sluice

#endif  // SLUICE_TESTS_STREAMS_COUNTING_RECEIVER_H_
