#include "api/rdd/rdd.h"

namespace sluice {

// Owns something that no other machine has.
class Connection {
 public:
  explicit Connection(int socket) : socket_(socket) {}
  int socket() const { return socket_; }

 private:
  int socket_;
};

void Collect(const RDD<int64_t>& numbers) {
  numbers.map([](int64_t n) { return Connection(static_cast<int>(n)); }).repartition(3).collect();
}

}  // namespace sluice
