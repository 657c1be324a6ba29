#ifndef SLUICE_API_INPUT_RECEIVER_STREAMS_H_
#define SLUICE_API_INPUT_RECEIVER_STREAMS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "api/core/storage_level.h"
#include "api/dstream/dstream.h"
#include "api/dstream/rdd_files.h"
#include "api/dstream/streaming_program.h"
#include "api/input/receiver.h"
#include "api/input/socket_converter.h"
#include "connectors/rate/rate_program.h"
#include "connectors/socket/socket_rows_program.h"
#include "engine/rows/encoded_rows.h"

namespace sluice {

// How fast made-up rows come, and how many.
struct Rate {
  int64_t rowsPerSecond = 1;
  int64_t rows = 0;  // 0: no end.
};

}  // namespace sluice

namespace sluice::internal {

// The streams of StreamingContext whose rows are made by receivers that run on executors, one each. Several of them,
// put together by union_, receive side by side.
class ReceiverStreams {
 public:
  // The rows that an R stores, which is derived from Receiver<Row> and made where it runs, as R(arguments...). The
  // level says how many copies each block has.
  template <class R, class... A>
    requires ReceiverOf<R, A...>
  DStream<typename R::Row> receiverStream(StorageLevel level, A... arguments) {
    static_assert((Codable<ShippedArgument<A>> && ...),
                  "SLUICE: an argument of this receiver has a type that cannot be sent to other machines. Use numbers, "
                  "strings, standard containers, protobuf messages or plain structs of them, or specialise "
                  "sluice::Codec");
    std::string host;
    if constexpr (!std::is_same_v<decltype(&R::preferredLocation), AnyLocation>) {
      host = R(ShippedArgument<A>(arguments)...).preferredLocation().value_or("");
    }
    OperatorRef receiver = ShipReceiver<R, ShippedArgument<A>...>(level.description(), Settings(), arguments...);
    return Add<typename R::Row>(level, std::move(receiver), std::move(host));
  }
  template <class R, class... A>
    requires ReceiverOf<R, A...>
  DStream<typename R::Row> receiverStream(A... arguments) {
    return receiverStream<R>(StorageLevel::MEMORY_AND_DISK_SER_2, std::move(arguments)...);
  }

  // The rows that f(std::istream&, arguments...) makes of what a TCP server sends: a range of rows, or a row at a time
  // as an optional, until that is empty. The connection is made again when it ends.
  template <class F, class... A>
    requires SocketConverter<F, A...>
  auto socketStream(const std::string& host, int port, F f, StorageLevel level, A... arguments) {
    using T = typename ConvertedRow<Converted<F, A...>>::Type;
    using Function = ShippedFunction<F, A...>;
    CheckCanShip<F, ShippedArgument<A>...>();
    CheckPort("socketStream", host, port);
    const Function function(std::move(f), ShippedArgument<A>(std::move(arguments))...);
    return Add<T>(
        level, ShipProgram<ConvertedSocketRows<T, Function>>("ConvertingReceiver", Settings(), host, port, function));
  }
  template <class F>
    requires SocketConverter<F>
  auto socketStream(const std::string& host, int port, F f) {
    return socketStream(host, port, std::move(f), StorageLevel::MEMORY_AND_DISK_SER_2);
  }

  // Rows that a TCP server sends in blocks as they are kept here: 4 bytes with the length, the highest first, then so
  // many bytes, which are rows encoded by EncodeTo one behind the other.
  template <class T>
  DStream<T> rawSocketStream(const std::string& host, int port,
                             StorageLevel level = StorageLevel::MEMORY_AND_DISK_SER_2) {
    CheckPort("rawSocketStream", host, port);
    return Add<T>(level, ShipProgram<RawSocketRows<T>>("RawReceiver", Settings(), host, port));
  }

  // Made-up rows at a rate, for trying things out: row i is f(i, arguments...), i = 0, 1, ...
  template <class F, class... A>
    requires RowFunction<F, int64_t, A...>
  auto rateStream(Rate rate, F f, A... arguments) {
    using T = Owned<RowResult<F, int64_t, A...>>;
    using Function = ShippedFunction<F, A...>;
    CheckCanShip<F, ShippedArgument<A>...>();
    CheckRate(rate);
    const MadeRows making{.rows_per_second = rate.rowsPerSecond, .rows = rate.rows};
    const Function function(std::move(f), ShippedArgument<A>(arguments)...);
    return Add<T>(StorageLevel::MEMORY_AND_DISK_SER_2,
                  ShipProgram<RateProgram<T, Function>>("RateReceiver", Settings(), making, function));
  }

  bool operator==(const ReceiverStreams&) const = default;

 protected:
  explicit ReceiverStreams(std::shared_ptr<StreamingProgram> program) : program_(std::move(program)) {}

  // Throws, naming `call`.
  static void CheckPort(const char* call, const std::string& host, int port);

  std::shared_ptr<StreamingProgram> program_;

 private:
  using AnyLocation = std::optional<std::string> (ReceiverBase::*)() const;

  template <class T>
  DStream<T> Add(StorageLevel level, OperatorRef receiver, std::string host = "") {
    CheckHasCodec<T>();
    OperatorRef rows = RefTo<EncodedRowsOp<T>>(receiver.name, {});
    return {program_, program_->AddInput(std::move(receiver), std::move(rows), ObjectFilesOf<T>(program_->app()),
                                         level.replication(), std::move(host))};
  }
  ReceiverSettings Settings() const;
  static void CheckRate(const Rate& rate);
};

}  // namespace sluice::internal

#endif  // SLUICE_API_INPUT_RECEIVER_STREAMS_H_
