#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/dstream/streaming_context.h"
#include "api/rdd/rdd.h"
#include "api/shared/broadcast.h"

namespace sluice {

// Each a type of its own that has no codec, for one error each.
template <int kNumber>
class Connection {
 public:
  explicit Connection(int socket) : socket_(socket) {}
  bool operator==(const Connection&) const = default;

 private:
  int socket_;
};

template <int kNumber>
RDD<Connection<kNumber>> Rows(const RDD<int64_t>& numbers) {
  return numbers.map([](int64_t n) { return Connection<kNumber>(static_cast<int>(n)); });
}
template <int kNumber>
RDD<std::pair<int64_t, Connection<kNumber>>> Pairs(const RDD<int64_t>& numbers) {
  return numbers.map([](int64_t n) { return std::pair(n, Connection<kNumber>(static_cast<int>(n))); });
}
template <int kNumber>
auto Keys(const RDD<int64_t>& numbers) {
  return numbers.map([](int64_t n) { return std::pair(Connection<kNumber>(static_cast<int>(n)), n); });
}

void OfRows(const RDD<int64_t>& numbers) {
  Rows<1>(numbers).collect();
  Rows<2>(numbers).take(1);
  Rows<3>(numbers).first();
  Rows<4>(numbers).reduce([](const auto& a, const auto&) { return a; });
  Rows<5>(numbers).repartition(2);
  Rows<6>(numbers).distinct();
  Rows<7>(numbers).intersection(Rows<7>(numbers));
  Rows<8>(numbers).sortBy([](const auto&) { return 1; });
  numbers.cartesian(Rows<9>(numbers));
  numbers.zip(Rows<10>(numbers));
  Rows<11>(numbers).mapPartitions([](const Partition<Connection<11>>&) { return std::vector<int>(); });
  Rows<12>(numbers).foreachPartition([](const Partition<Connection<12>>&) {});
  for (const auto& row : Rows<13>(numbers).toLocalIterator()) (void)row;
  Rows<14>(numbers).takeSample(false, 1);
  Rows<15>(numbers).top(1, [](const auto&, const auto&) { return false; });
  Rows<16>(numbers).countByValue();
  Rows<17>(numbers).aggregate(
      Connection<18>(0), [](auto sum, const auto&) { return sum; }, [](auto a, const auto&) { return a; });
  Rows<19>(numbers).persist();
  Rows<20>(numbers).checkpoint();
  Rows<21>(numbers).saveAsObjectFile("folder");
  Rows<22>(numbers).glom().collect();
  Rows<23>(numbers).countApproxDistinct();
  Rows<24>(numbers).collectAsync();
}

void OfPairs(const RDD<int64_t>& numbers) {
  auto keep_first = [](const auto& a, const auto&) { return a; };
  Pairs<31>(numbers).groupByKey();
  Pairs<32>(numbers).reduceByKey(keep_first);
  Pairs<33>(numbers).join(Pairs<33>(numbers));
  Pairs<34>(numbers).cogroup(Pairs<34>(numbers));
  Pairs<35>(numbers).lookup(1);
  Pairs<36>(numbers).sortByKey();
  Pairs<37>(numbers).partitionBy(HashPartitioner(2));
  Pairs<38>(numbers).subtractByKey(Pairs<38>(numbers));
  Keys<39>(numbers).reduceByKey(std::plus<>());
  Keys<40>(numbers).countByKey();
  Keys<41>(numbers).collectAsMap();
  Pairs<42>(numbers).combineByKey([](const auto& value) { return value; }, keep_first, keep_first);
}

void OfStreams(Application& app, const DStream<int64_t>& numbers) {
  auto rows = [&]<int kNumber>(std::integral_constant<int, kNumber>) {
    return numbers.transform([](const RDD<int64_t>& rdd) { return Rows<kNumber>(rdd); });
  };
  rows(std::integral_constant<int, 51>()).print();
  rows(std::integral_constant<int, 52>()).window(Seconds(2));
  rows(std::integral_constant<int, 53>()).countByValue();
  rows(std::integral_constant<int, 54>()).saveAsObjectFiles("folder");
  rows(std::integral_constant<int, 55>()).reduce([](const auto& a, const auto&) { return a; });
  auto pairs = numbers.map([](int64_t n) { return std::pair(n, n); });
  pairs.updateStateByKey([](const std::vector<int64_t>&, std::optional<Connection<56>> state) { return state; });
  pairs.mapWithState(StateSpec::function([](int64_t, std::optional<int64_t>, State<Connection<57>>&) { return 1; }));
  pairs.mapWithState(StateSpec::function(
      [](int64_t n, std::optional<int64_t>, State<int>&) { return Connection<58>(static_cast<int>(n)); }));
  broadcast(app, Connection<59>(1));
}

}  // namespace sluice
