#ifndef SLUICE_ENGINE_ROWS_KEYED_GROUP_BY_KEY_H_
#define SLUICE_ENGINE_ROWS_KEYED_GROUP_BY_KEY_H_

#include <utility>
#include <vector>

#include "engine/rows/keyed/cogroup.h"

namespace sluice {

// One row for each key with all its values, in the order of arrival. Its input is partitioned by key.
template <class K, class V>
class GroupByKeyOp : public CogroupOp<std::vector<V>, K, std::pair<K, V>> {
 public:
  using CogroupOp<std::vector<V>, K, std::pair<K, V>>::CogroupOp;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_KEYED_GROUP_BY_KEY_H_
