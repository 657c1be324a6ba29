#ifndef SLUICE_API_DSTREAM_PAIR_STREAM_FILES_H_
#define SLUICE_API_DSTREAM_PAIR_STREAM_FILES_H_

#include <string>
#include <utility>

#include "api/rdd/functions_of.h"
#include "api/rdd/output_format.h"
#include "api/rdd/saved_files.h"

namespace sluice::internal {

// Saves each batch in the folder prefix-TIME_IN_MS, or prefix-TIME_IN_MS.suffix, as the operation of this name does
// with an RDD. Output operations. A base of DStream.
template <class K, class V>
class PairStreamFiles : public DStreamFunctions<PairStreamFiles<K, V>, std::pair<K, V>> {
 public:
  template <OutputFormat<K, V> Format>
  void saveAsHadoopFiles(const std::string& prefix, const std::string& suffix = "") const {
    using Writer = TextFileTerminal<std::pair<K, V>, FormattedPairs<K, V, Format>>;
    self().template SaveAs<Writer>("saveAsHadoopFiles", prefix, suffix);
  }
  template <OutputFormat<K, V> Format>
  void saveAsNewAPIHadoopFiles(const std::string& prefix, const std::string& suffix = "") const {
    using Writer = TextFileTerminal<std::pair<K, V>, NewFormattedPairs<K, V, Format>>;
    self().template SaveAs<Writer>("saveAsNewAPIHadoopFiles", prefix, suffix);
  }

 private:
  using DStreamFunctions<PairStreamFiles, std::pair<K, V>>::self;
};

}  // namespace sluice::internal

#endif  // SLUICE_API_DSTREAM_PAIR_STREAM_FILES_H_
