#ifndef SLUICE_API_INPUT_SOCKET_STREAM_H_
#define SLUICE_API_INPUT_SOCKET_STREAM_H_

#include <istream>
#include <optional>
#include <ranges>
#include <string>
#include <type_traits>

#include "api/input/receiver.h"
#include "connectors/socket/socket_streambuf.h"

namespace sluice {

// How the bytes of a socket become rows: f(std::istream&, arguments...) gives either a range of rows, or one row at a
// time, as an optional that is empty at the end.
template <class F, class... A>
using Converted = std::remove_cvref_t<std::invoke_result_t<const F&, std::istream&, const ShippedArgument<A>&...>>;
template <class R>
struct ConvertedRow {
  using Type = void;
};
template <class T>
struct ConvertedRow<std::optional<T>> {
  using Type = T;
};
template <std::ranges::input_range R>
struct ConvertedRow<R> {
  using Type = std::ranges::range_value_t<R>;
};
template <class F, class... A>
concept SocketConverter = std::invocable<const F&, std::istream&, const ShippedArgument<A>&...> &&
                          !std::is_void_v<typename ConvertedRow<Converted<F, A...>>::Type>;

// Connects to a TCP server again and again, with Spark's words.
template <class T>
class SocketRowsReceiver : public Receiver<T> {
 public:
  SocketRowsReceiver(const std::string& host, int port) : address_{host, static_cast<uint16_t>(port)} {}

  void onStart() final {
    const absl::Status connected = bytes_.Connect(address_, absl::Seconds(5));
    if (!connected.ok()) return this->restart("Error connecting to " + ToString(address_), Error(connected));
    std::istream in(&bytes_);
    Read(in);
    if (!bytes_.status().ok()) return this->restart("Error receiving data", Error(bytes_.status()));
    this->supervisor().SourceClosed("Socket data stream had no more data");
  }
  void onStop() final { bytes_.Wake(); }

 protected:
  // Stores the rows of one connection, until there are no more or it is stopped.
  virtual void Read(std::istream& in) = 0;

 private:
  const Address address_;
  SocketStreambuf bytes_{SystemClock(), [this] { return this->isStopped(); }};
};

template <class T, class Converter>
class ConvertingReceiver : public SocketRowsReceiver<T> {
 public:
  ConvertingReceiver(const std::string& host, int port, const Converter& converter)
      : SocketRowsReceiver<T>(host, port), converter_(converter) {}

 protected:
  void Read(std::istream& in) override {
    if constexpr (std::ranges::input_range<std::invoke_result_t<const Converter&, std::istream&>>) {
      for (auto&& row : converter_(in)) {
        if (this->isStopped()) return;
        this->store(row);
      }
    } else {
      while (!this->isStopped()) {
        std::optional<T> row = converter_(in);
        if (!row.has_value()) return;
        this->store(*row);
      }
    }
  }

 private:
  const Converter converter_;
};

// Takes blocks of rows that are encoded already: 4 bytes with the length, the highest first, then so many bytes.
template <class T>
class RawReceiver : public SocketRowsReceiver<T> {
 public:
  using SocketRowsReceiver<T>::SocketRowsReceiver;

 protected:
  void Read(std::istream& in) override {
    unsigned char length[4];
    while (!this->isStopped() && in.read(reinterpret_cast<char*>(length), 4)) {
      const uint32_t bytes = length[0] << 24 | length[1] << 16 | length[2] << 8 | length[3];
      if (bytes > kBytesMax) {
        throw Error(absl::InvalidArgumentError(
            absl::StrCat("rawSocketStream got a block that is too long: bytes=", bytes, " max=", kBytesMax)));
      }
      std::string block(bytes, '\0');
      if (!in.read(block.data(), bytes)) return;
      const int64_t records = this->CountRows(block);
      ThrowIfError(this->supervisor().Store(Buffer::FromString(std::move(block)), records));
    }
  }

 private:
  static constexpr uint32_t kBytesMax = 64 << 20;
};

}  // namespace sluice

#endif  // SLUICE_API_INPUT_SOCKET_STREAM_H_
