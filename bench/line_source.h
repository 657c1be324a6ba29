#ifndef SLUICE_BENCH_LINE_SOURCE_H_
#define SLUICE_BENCH_LINE_SOURCE_H_

#include <cstdint>
#include <memory>
#include <string>

namespace sluice {

// Gives known lines to sockets, at as little cost as it can, since it shares the cores with what is measured.
class LineSource {
 public:
  virtual ~LineSource() = default;
  // Sends the next `lines` or a few fewer; returns how many, 0 when the peer is gone.
  virtual int64_t Send(int socket, int64_t lines) = 0;
  // Words in all lines sent.
  virtual int64_t words_sent() const = 0;
};

// Lines of 100 bytes of Zipf words, the same `distinct` ones again and again. The kernel sends them out of a file in
// memory: no copy, and system calls of hundreds of kilobytes.
std::unique_ptr<LineSource> NewZipfSource(int64_t distinct);
// Each line is its time of sending, in ns since the epoch.
std::unique_ptr<LineSource> NewStampSource();
// 1, 2, 3, ... across all sockets.
std::unique_ptr<LineSource> NewNumberSource();

}  // namespace sluice

#endif  // SLUICE_BENCH_LINE_SOURCE_H_
