#ifndef SLUICE_API_RDD_SAVED_PAIR_RDD_H_
#define SLUICE_API_RDD_SAVED_PAIR_RDD_H_

#include <string>
#include <utility>

#include "api/rdd/output_format.h"
#include "api/rdd/rdd_handle.h"
#include "api/rdd/saved_files.h"

namespace sluice {

template <class T>
class RDD;

// Pairs in files of a format that the caller names, as saveAsHadoopFile<TextOutputFormat>(path). A base of RDD.
template <class K, class V>
class SavedPairRDD {
 public:
  // In path/part-00000 and so on, with the promises of saveAsTextFile.
  template <OutputFormat<K, V> Format>
  void saveAsHadoopFile(const std::string& path) const {
    using Writer = TextFileTerminal<std::pair<K, V>, FormattedPairs<K, V, Format>>;
    SaveFiles<Writer>(handle(), "saveAsHadoopFile", AbsolutePath(path));
  }
  // In path/part-r-00000 and so on, as Hadoop's new API names them.
  template <OutputFormat<K, V> Format>
  void saveAsNewAPIHadoopFile(const std::string& path) const {
    using Writer = TextFileTerminal<std::pair<K, V>, NewFormattedPairs<K, V, Format>>;
    SaveFiles<Writer>(handle(), "saveAsNewAPIHadoopFile", AbsolutePath(path));
  }

 private:
  const RddHandle& handle() const { return static_cast<const RDD<std::pair<K, V>>&>(*this).handle(); }
};

}  // namespace sluice

#endif  // SLUICE_API_RDD_SAVED_PAIR_RDD_H_
