#ifndef SLUICE_API_RDD_SAMPLE_RDD_FUNCTIONS_H_
#define SLUICE_API_RDD_SAMPLE_RDD_FUNCTIONS_H_

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "api/core/error.h"
#include "api/core/function.h"
#include "api/rdd/functions_of.h"
#include "api/rdd/rdd_handle.h"
#include "api/rdd/zip_rdd_functions.h"
#include "common/base/str_cat.h"
#include "common/codec/key_map.h"
#include "common/codec/owned.h"
#include "common/codec/stable_hash.h"
#include "engine/rows/aggregate.h"
#include "engine/rows/collect.h"
#include "engine/rows/keyed/pick_by_key.h"
#include "engine/rows/random_numbers.h"
#include "engine/rows/sample.h"
#include "engine/rows/text.h"

namespace sluice::internal {

uint64_t RandomSeed();

// Side by side from 0 to 1, in proportion to the weights. Throws with Spark's words for weights that make no sense.
std::vector<Share> SharesOf(const std::vector<double>& weights);

// `num` of the numbers from 0 to total - 1, sorted; without replacement each once at most, and no more than there are.
std::vector<int64_t> RandomPlaces(bool with_replacement, int64_t num, int64_t total, uint64_t seed);

template <class Pair>
using FractionsOfKeys = KeyMap<Owned<typename Pair::first_type>, double>;

struct AddKey {
  template <class K, class Row>
  KeyMap<K, int64_t> operator()(KeyMap<K, int64_t> counts, const Row& row) const {
    ++counts[ToOwned(row.first)];
    return counts;
  }
};

// Rows picked at random, the same ones for the same seed and rows. A base of RDD<T>.
template <class T>
class SampleRDDFunctions : public RDDFunctions<SampleRDDFunctions<T>, T> {
 public:
  // Each row with probability `fraction`; with replacement as often as that on average.
  RDD<T> sample(bool withReplacement, double fraction, uint64_t seed = RandomSeed()) const {
    Require(fraction >= 0, "Fraction must be nonnegative, but got " + ToText(fraction));
    Require(withReplacement || fraction <= 1,
            StrCat("Sampling fraction (", ToText(fraction), ") must be on interval [0, 1]"));
    return Sampled("sample", Sampling<SameShare>{withReplacement, seed, {{0, fraction}}});
  }

  // RDDs that share no row and have all of them, of sizes in proportion to the weights, about.
  std::vector<RDD<T>> randomSplit(const std::vector<double>& weights, uint64_t seed = RandomSeed()) const {
    std::vector<RDD<T>> parts;
    for (const Share& share : SharesOf(weights)) {
      parts.push_back(Sampled("randomSplit", Sampling<SameShare>{false, seed, {share}}));
    }
    return parts;
  }

  // For pairs: each key with a fraction of its own, from any map. A key without one fails the job.
  template <class P = T, class Fractions = FractionsOfKeys<P>>
  RDD<T> sampleByKey(bool withReplacement, const Fractions& fractions, uint64_t seed = RandomSeed()) const {
    using K = typename FractionsOfKeys<P>::key_type;
    return Sampled("sampleByKey", Sampling<ShareOfKey<K>>{withReplacement, seed, {Checked<P>(fractions)}});
  }

  // The same with exactly that fraction of each key's pairs, rounded up. Runs a job that counts them; their places are
  // chosen by the driver, which needs memory for them.
  template <class P = T, class Fractions = FractionsOfKeys<P>>
  RDD<T> sampleByKeyExact(bool withReplacement, const Fractions& fractions, uint64_t seed = RandomSeed()) const {
    using K = typename FractionsOfKeys<P>::key_type;
    CheckHasCodec<T>();
    const FractionsOfKeys<P> shares = Checked<P>(fractions);
    const std::vector<KeyMap<K, int64_t>> counts = CountKeys<K>(handle());
    KeyMap<K, int64_t> totals;
    for (const auto& of_partition : counts) {
      for (const auto& [key, count] : of_partition) totals[key] += count;
    }
    std::vector<PlacesOfKeys<K>> places(counts.size());
    for (const auto& [key, total] : totals) {
      auto found = shares.find(key);
      if (found == shares.end()) throw Error(absl::NotFoundError("key not found: " + ToText(key)));
      const auto num = static_cast<int64_t>(std::ceil(found->second * static_cast<double>(total)));
      const std::vector<int64_t> picked = RandomPlaces(withReplacement, num, total, seed ^ HashBytes(Encode(key)));
      int64_t start = 0;
      for (size_t partition = 0, next = 0; partition < counts.size() && next < picked.size(); ++partition) {
        auto here = counts[partition].find(key);
        if (here == counts[partition].end()) continue;
        for (; next < picked.size() && picked[next] < start + here->second; ++next) {
          places[partition][key].push_back(picked[next] - start);
        }
        start += here->second;
      }
    }
    return RDD<T>(handle().KeyPreserving(RefTo<PickByKeyOp<T>>("sampleByKeyExact", places)));
  }

  // Exactly `num` rows, or all there are, in random order. Runs two jobs.
  std::vector<Owned<T>> takeSample(bool withReplacement, int64_t num, uint64_t seed = RandomSeed()) const {
    CheckHasCodec<T>();
    Require(num >= 0, "Negative number of elements requested");
    std::vector<int64_t> counts = ZipRDDFunctions<T>::CountPartitions(handle());
    int64_t total = std::accumulate(counts.begin(), counts.end(), int64_t{0});
    std::vector<int64_t> places = RandomPlaces(withReplacement, num, total, seed);
    std::vector<Owned<T>> rows;
    for (const Buffers& value : handle().Run(RefTo<PickTerminal<T>>("takeSample", PlacesWithin(counts, places)))) {
      ThrowIfError(AppendCollected<T>(value, rows));
    }
    std::shuffle(rows.begin(), rows.end(), RandomNumbers(seed));
    return rows;
  }

 private:
  // For each partition.
  template <class K>
  static std::vector<KeyMap<K, int64_t>> CountKeys(const RddHandle& rdd) {
    using Counts = KeyMap<K, int64_t>;
    using Terminal = AggregateTerminal<T, Counts, ShippedFunction<AddKey>>;
    auto options = [](auto function) { return std::pair<Counts, decltype(function)>(Counts(), std::move(function)); };
    std::vector<Counts> counts;
    for (const Buffers& value : rdd.Run(ShipWith<Terminal>("sampleByKeyExact", options, AddKey()))) {
      counts.push_back(Received<Counts>(value, "sampleByKeyExact"));
    }
    return counts;
  }

  template <class P, class Fractions>
  static FractionsOfKeys<P> Checked(const Fractions& fractions) {
    for (const auto& [key, fraction] : fractions) Require(fraction >= 0, "Negative sampling rates.");
    return FractionsOfKeys<P>(fractions.begin(), fractions.end());
  }
  static void Require(bool holds, const std::string& rule) {
    if (!holds) throw Error(absl::InvalidArgumentError("requirement failed: " + rule));
  }
  static std::vector<std::vector<int64_t>> PlacesWithin(const std::vector<int64_t>& counts,
                                                        const std::vector<int64_t>& sorted) {
    std::vector<std::vector<int64_t>> within;
    int64_t start = 0;
    size_t next = 0;
    for (int64_t count : counts) {
      std::vector<int64_t>& here = within.emplace_back();
      for (; next < sorted.size() && sorted[next] < start + count; ++next) here.push_back(sorted[next] - start);
      start += count;
    }
    return within;
  }
  template <class ShareOf>
  RDD<T> Sampled(const char* name, const Sampling<ShareOf>& sampling) const {
    return RDD<T>(handle().KeyPreserving(RefTo<SampleOp<T, ShareOf>>(name, sampling)));
  }

  using RDDFunctions<SampleRDDFunctions, T>::handle;
};

}  // namespace sluice::internal

#endif  // SLUICE_API_RDD_SAMPLE_RDD_FUNCTIONS_H_
