#ifndef SLUICE_TESTS_CHAOS_NUMBERED_RECEIVER_H_
#define SLUICE_TESTS_CHAOS_NUMBERED_RECEIVER_H_

#include <sluice/streaming.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::chaos {

// Reads lines that begin with their numbers, which count up, from a TCP server that gives them again: a connection
// begins with "NUMBER\n", and has all lines from that number on. Each line is stored with its position.
class NumberedReceiver : public Receiver<std::string> {
 public:
  NumberedReceiver(std::string host, int port) : host_(std::move(host)), port_(port) {}

  void onStart() override;
  void onStop() override {}

 private:
  // Stores the whole lines of `text`, and returns what is behind them.
  std::string_view StoreLines(std::string_view text);

  const std::string host_;
  const int port_;
};

}  // namespace sluice::chaos

#endif  // SLUICE_TESTS_CHAOS_NUMBERED_RECEIVER_H_
