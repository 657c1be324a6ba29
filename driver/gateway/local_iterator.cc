#include "driver/gateway/local_iterator.h"

#include <utility>
#include <vector>

#include "common/base/status.h"
#include "common/base/user_code.h"
#include "engine/python/big_endian.h"
#include "engine/task/local_properties.h"

namespace sluice::gateway {
namespace {

constexpr int32_t kNext = 1, kPartition = 1, kEnd = 0, kFailed = -1, kEndOfPartition = -1;

// Who Python asks for the error when it was told that there is one.
class IteratorServer : public ObjectOf<IteratorServer> {
 public:
  static const Class& Describe() {
    static const Class type =
        Class("org.apache.spark.security.SocketAuthServer").Has("getResult", [](IteratorServer& self) {
          return self.status();
        });
    return type;
  }
  absl::Status status() const {
    MutexLock lock(&mu_);
    return status_;
  }
  void Fail(absl::Status why) {
    MutexLock lock(&mu_);
    status_ = std::move(why);
  }

 private:
  mutable Mutex mu_;
  absl::Status status_ ABSL_GUARDED_BY(mu_);
};

absl::Status WriteNumber(LineSocket& to, int32_t number) {
  Writer out;
  PutBigEndian<int32_t>(out, number);
  return to.Write(out.view());
}

absl::Status WritePartition(LineSocket& to, const std::vector<Buffers>& rows) {
  SLUICE_RETURN_IF_ERROR(WriteNumber(to, kPartition));
  for (const Buffers& pieces : rows) {
    for (const Buffer& piece : pieces) SLUICE_RETURN_IF_ERROR(to.Write(piece.view()));
  }
  return WriteNumber(to, kEndOfPartition);
}

absl::StatusOr<std::vector<Buffers>> Compute(const JavaRdd& rdd, int partition) {
  return CallUserCode([&]() -> absl::StatusOr<std::vector<Buffers>> {
    return WithRowsOf(
        rdd, [&]<class T>() { return rdd.handle().Run(RefTo<FramesTerminal<T>>("toLocalIterator", {}), {partition}); });
  });
}

// Until all partitions are there, or Python wants no more.
void Serve(const JavaRdd& rdd, IteratorServer& server, LineSocket& to) {
  for (int partition = 0;; ++partition) {
    const absl::StatusOr<std::string> wish = to.ReadExactly(sizeof(int32_t));
    if (!wish.ok() || BigEndianAt<int32_t>(wish->data()) != kNext) return;
    if (partition == rdd.partitions()) return (void)WriteNumber(to, kEnd);
    const absl::StatusOr<std::vector<Buffers>> rows = Compute(rdd, partition);
    if (!rows.ok()) {
      server.Fail(rows.status());
      return (void)WriteNumber(to, kFailed);
    }
    if (!WritePartition(to, *rows).ok()) return;
  }
}

}  // namespace

Value ServeLocalIterator(Gateway& gateway, std::shared_ptr<JavaRdd> rdd) {
  auto server = std::make_shared<IteratorServer>();
  return gateway.results().Offer(
      [rdd = std::move(rdd), server, properties = LocalProperties()](LineSocket& to) {
        const ScopedLocalProperties scope(properties);
        Serve(*rdd, *server, to);
      },
      server);
}

}  // namespace sluice::gateway
