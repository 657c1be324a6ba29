#include <memory>
#include <utility>
#include <vector>

#include "api/dstream/dstream.h"

namespace sluice {

// Has a codec, but there is only one of it.
template <int kNumber>
struct Unique {
  std::unique_ptr<int> number;
};
template <int kNumber>
struct Codec<Unique<kNumber>> {
  static void Encode(const Unique<kNumber>& value, Writer& out) { EncodeTo(out, *value.number); }
  static bool Decode(Reader& in, Unique<kNumber>& value) {
    return DecodeFrom(in, *(value.number = std::make_unique<int>()));
  }
};

template <int kNumber>
RDD<Unique<kNumber>> Rows(const RDD<int64_t>& numbers) {
  return numbers.map([](int64_t n) { return Unique<kNumber>{std::make_unique<int>(static_cast<int>(n))}; });
}

void Use(const RDD<int64_t>& numbers, const DStream<int64_t>& stream) {
  Rows<1>(numbers).collect();
  Rows<2>(numbers).repartition(2);
  Rows<3>(numbers).sample(false, 0.5);
  Rows<4>(numbers).cartesian(numbers);
  Rows<5>(numbers).map([](Unique<5> row) { return std::pair(1, std::move(row)); }).groupByKey();
  Rows<6>(numbers).persist();
  stream.map([](int64_t) { return Unique<7>(); }).print();
}

}  // namespace sluice
