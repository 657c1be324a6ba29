#include "driver/gateway/local_iterator.h"

#include <optional>
#include <utility>
#include <vector>

#include "api/rdd/future_action.h"
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

// The partitions of an RDD, one after the other.
class Partitions {
 public:
  using Rows = absl::StatusOr<std::vector<Buffers>>;
  Partitions(const JavaRdd& rdd, bool is_ahead) : rdd_(rdd), is_ahead_(is_ahead) {}

  bool AtEnd() const { return next_ == rdd_.partitions(); }
  Rows Next() {
    Rows rows = next_rows_.has_value() ? next_rows_->get() : Compute(rdd_, next_);
    next_rows_.reset();
    ++next_;
    if (is_ahead_ && rows.ok() && !AtEnd()) Begin();
    return rows;
  }

 private:
  void Begin() {
    next_rows_.emplace(rdd_.handle().jobs().runtime(),
                       [this, partition = next_](const auto&) { return Compute(rdd_, partition); });
  }

  const JavaRdd& rdd_;
  const bool is_ahead_;
  int next_ = 0;
  std::optional<FutureAction<Rows>> next_rows_;  // If they are on their way; who destroys it waits for them.
};

// Until all partitions are there, or Python wants no more.
void Serve(Partitions& partitions, IteratorServer& server, LineSocket& to) {
  while (true) {
    const absl::StatusOr<std::string> wish = to.ReadExactly(sizeof(int32_t));
    if (!wish.ok() || BigEndianAt<int32_t>(wish->data()) != kNext) return;
    if (partitions.AtEnd()) return (void)WriteNumber(to, kEnd);
    const absl::StatusOr<std::vector<Buffers>> rows = partitions.Next();
    if (!rows.ok()) {
      server.Fail(rows.status());
      return (void)WriteNumber(to, kFailed);
    }
    if (!WritePartition(to, *rows).ok()) return;
  }
}

}  // namespace

Value ServeLocalIterator(Gateway& gateway, std::shared_ptr<JavaRdd> rdd, bool is_ahead) {
  auto server = std::make_shared<IteratorServer>();
  return gateway.results().Offer(
      [rdd = std::move(rdd), is_ahead, server, properties = LocalProperties()](LineSocket& to) {
        const ScopedLocalProperties scope(properties);
        Partitions partitions(*rdd, is_ahead);
        Serve(partitions, *server, to);
      },
      server);
}

}  // namespace sluice::gateway
