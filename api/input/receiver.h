#ifndef SLUICE_API_INPUT_RECEIVER_H_
#define SLUICE_API_INPUT_RECEIVER_H_

#include <concepts>
#include <cstddef>
#include <iterator>
#include <memory>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <typeinfo>
#include <utility>

#include "api/core/error.h"
#include "api/core/function.h"
#include "api/input/receiver_base.h"
#include "common/codec/codec.h"
#include "engine/source/count_rows.h"
#include "engine/source/ship_program.h"

namespace sluice {

// Reads a source of your own, for StreamingContext::receiverStream: an object of a class derived from this is made on
// an executor, out of the arguments given there, and on another one when that is lost. store is thread-safe; it waits
// when the stream cannot take more, and throws once onStop has returned.
template <class T>
class Receiver : public internal::ReceiverBase {
 public:
  using Row = T;

  // Adds a row to the block of this block interval. What has been added and is in no block yet is lost with the
  // executor.
  void store(const T& row) {
    internal::ThrowIfError(supervisor().Add([&row](Writer& out) { EncodeTo(out, row); }));
  }

  // Store many rows, and return when they are as safe as the storage level asks for: a reliable receiver then tells its
  // source that it has them. `metadata`: for listeners, with the batch that the rows fall into; 64 KiB at most.
  template <std::ranges::input_range R>
    requires std::convertible_to<std::ranges::range_reference_t<R>, T>
  void store(R&& rows, const std::string& metadata = "") {
    Writer out;
    int64_t records = 0;
    for (auto&& row : rows) {
      EncodeTo(out, static_cast<const T&>(row));
      ++records;
      if (out.size() < CustomReceiver::kBlockBytesMax) continue;
      StoreAndWait(out.Finish(), std::exchange(records, 0), metadata);
    }
    if (records > 0) StoreAndWait(out.Finish(), records, metadata);
  }
  template <std::input_iterator I, std::sentinel_for<I> S>
    requires std::convertible_to<std::iter_reference_t<I>, T>
  void store(I first, S last, const std::string& metadata = "") {
    store(std::ranges::subrange(std::move(first), std::move(last)), metadata);
  }
  // The same of the rows at this position of the source, as one block: they are in the stream once, however often they
  // are stored, by this or a later start of the receiver. A source that is read from safePosition() on is so exactly
  // once. Throws if only some of the rows are stored already.
  template <std::ranges::input_range R>
    requires std::convertible_to<std::ranges::range_reference_t<R>, T>
  void store(R&& rows, const SourcePosition& position) {
    Writer out;
    int64_t records = 0;
    for (auto&& row : rows) {
      EncodeTo(out, static_cast<const T&>(row));
      ++records;
    }
    StoreAt(position, out.Finish(), records);
  }
  // Rows that are encoded already, by EncodeTo one behind the other.
  void store(std::span<const std::byte> encoded, const std::string& metadata = "") {
    std::string_view bytes(reinterpret_cast<const char*>(encoded.data()), encoded.size());
    const int64_t records = internal::ValueOrThrow(CountRows<T>(bytes));
    if (records > 0) StoreAndWait(Buffer::FromString(std::string(bytes)), records, metadata);
  }
};

}  // namespace sluice

namespace sluice::internal {

// A class that receiverStream can make of these arguments.
template <class R, class... A>
concept ReceiverOf =
    std::derived_from<R, Receiver<typename R::Row>> && std::constructible_from<R, const ShippedArgument<A>&...>;

// Runs an R where it was shipped to.
template <class R>
class UserProgram : public AttachedReceiver {
 public:
  template <class... A>
  explicit UserProgram(const std::string& level, const A&... arguments)
      : AttachedReceiver(std::make_unique<R>(arguments...), level) {}
};

// The name of a class as users wrote it, without its namespaces.
std::string ClassName(const std::type_info& type);

template <class R, class... A>
OperatorRef ShipReceiver(const std::string& level, const ReceiverSettings& settings, const A&... arguments) {
  return ShipProgram<UserProgram<R>, std::string, A...>(ClassName(typeid(R)), settings, level, arguments...);
}

}  // namespace sluice::internal

#endif  // SLUICE_API_INPUT_RECEIVER_H_
