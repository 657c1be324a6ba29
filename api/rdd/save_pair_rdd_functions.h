#ifndef SLUICE_API_RDD_SAVE_PAIR_RDD_FUNCTIONS_H_
#define SLUICE_API_RDD_SAVE_PAIR_RDD_FUNCTIONS_H_

#include <string>
#include <utility>

#include "api/rdd/functions_of.h"
#include "api/rdd/output_format.h"
#include "api/rdd/rdd_handle.h"
#include "api/rdd/saved_files.h"

namespace sluice::internal {

// Pairs in files of a format that the caller names, as saveAsHadoopFile<TextOutputFormat>(path). A base of RDD.
template <class K, class V>
class SavePairRDDFunctions : public RDDFunctions<SavePairRDDFunctions<K, V>, std::pair<K, V>> {
 public:
  // In path/part-00000 and so on, with the promises of saveAsTextFile.
  template <OutputFormat<K, V> Format>
  void saveAsHadoopFile(const std::string& path) const {
    using Writer = TextFileTerminal<std::pair<K, V>, FormattedPairs<K, V, Format>>;
    SaveFiles<Writer>(handle(), "saveAsHadoopFile", path);
  }
  // In path/part-r-00000 and so on, as Hadoop's new API names them.
  template <OutputFormat<K, V> Format>
  void saveAsNewAPIHadoopFile(const std::string& path) const {
    using Writer = TextFileTerminal<std::pair<K, V>, NewFormattedPairs<K, V, Format>>;
    SaveFiles<Writer>(handle(), "saveAsNewAPIHadoopFile", path);
  }

 private:
  using RDDFunctions<SavePairRDDFunctions, std::pair<K, V>>::handle;
};

}  // namespace sluice::internal

#endif  // SLUICE_API_RDD_SAVE_PAIR_RDD_FUNCTIONS_H_
