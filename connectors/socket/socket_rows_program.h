#ifndef SLUICE_CONNECTORS_SOCKET_SOCKET_ROWS_PROGRAM_H_
#define SLUICE_CONNECTORS_SOCKET_SOCKET_ROWS_PROGRAM_H_

#include <cstdint>
#include <istream>
#include <memory>
#include <optional>
#include <ranges>
#include <string>
#include <type_traits>

#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/codec/codec.h"
#include "engine/source/count_rows.h"
#include "engine/source/custom_receiver.h"

namespace sluice {

class SocketStreambuf;

// Connects to a TCP server again and again, with Spark's words, and makes rows of the bytes that it sends.
class SocketRowsProgram : public ReceiverProgram {
 public:
  SocketRowsProgram(const std::string& host, int port);
  ~SocketRowsProgram() override;

  absl::Status Start(CustomReceiver& receiver) final;
  void Stop() final;

 protected:
  // Stores the rows of one connection, until there are no more or it is stopped.
  virtual absl::Status Read(std::istream& in, CustomReceiver& receiver) = 0;

 private:
  const std::string host_;
  const int port_;
  CustomReceiver* receiver_ = nullptr;  // Start sets it.
  const std::unique_ptr<SocketStreambuf> bytes_;
};

// Rows as `converter` makes them of a stream: a range of them, or one at a time, as an optional that is empty at the
// end.
template <class T, class Converter>
class ConvertedSocketRows : public SocketRowsProgram {
 public:
  ConvertedSocketRows(const std::string& host, int port, const Converter& converter)
      : SocketRowsProgram(host, port), converter_(converter) {}

 protected:
  absl::Status Read(std::istream& in, CustomReceiver& receiver) override {
    if constexpr (std::ranges::input_range<std::invoke_result_t<const Converter&, std::istream&>>) {
      for (auto&& row : converter_(in)) {
        if (receiver.stopped()) break;
        SLUICE_RETURN_IF_ERROR(Add(row, receiver));
      }
    } else {
      while (!receiver.stopped()) {
        const std::optional<T> row = converter_(in);
        if (!row.has_value()) break;
        SLUICE_RETURN_IF_ERROR(Add(*row, receiver));
      }
    }
    return absl::OkStatus();
  }

 private:
  static absl::Status Add(const T& row, CustomReceiver& receiver) {
    return receiver.Add([&row](Writer& out) { EncodeTo(out, row); });
  }

  const Converter converter_;
};

// Blocks of rows of T that are encoded already: 4 bytes with the length, the highest first, then so many bytes.
template <class T>
class RawSocketRows : public SocketRowsProgram {
 public:
  using SocketRowsProgram::SocketRowsProgram;

 protected:
  absl::Status Read(std::istream& in, CustomReceiver& receiver) override {
    unsigned char length[4];
    while (!receiver.stopped() && in.read(reinterpret_cast<char*>(length), 4)) {
      const uint32_t bytes = length[0] << 24 | length[1] << 16 | length[2] << 8 | length[3];
      if (bytes > kBytesMax) {
        return absl::InvalidArgumentError(
            StrCat("rawSocketStream got a block that is too long: bytes=", bytes, " max=", kBytesMax));
      }
      std::string block(bytes, '\0');
      if (!in.read(block.data(), bytes)) break;
      SLUICE_ASSIGN_OR_RETURN(const int64_t records, CountRows<T>(block));
      SLUICE_RETURN_IF_ERROR(receiver.Store(Buffer::FromString(std::move(block)), {.records = records}));
    }
    return absl::OkStatus();
  }

 private:
  static constexpr uint32_t kBytesMax = 64 << 20;
};

}  // namespace sluice

#endif  // SLUICE_CONNECTORS_SOCKET_SOCKET_ROWS_PROGRAM_H_
