#ifndef SLUICE_ENGINE_ROWS_KEYED_KEY_BATCHES_H_
#define SLUICE_ENGINE_ROWS_KEYED_KEY_BATCHES_H_

#include <algorithm>
#include <utility>

#include "absl/types/span.h"
#include "common/codec/key_image.h"
#include "engine/rows/keyed/key_bytes.h"

namespace sluice {

// Calls `take(Span<Row>, Span<const KeyImage>)` for batch after batch of the rows, which are pairs, until it returns
// false. Images are valid during the call.
template <class Row, class Take>
bool ForKeyBatches(absl::Span<Row> rows, Take take) {
  using K = typename Row::first_type;
  KeyImages<K, kKeyBatch> encoded;
  KeyImage images[kKeyBatch];
  for (size_t from = 0; from < rows.size(); from += kKeyBatch) {
    absl::Span<Row> batch = rows.subspan(from, kKeyBatch);
    int count = static_cast<int>(batch.size());
    encoded.Load(count, [&](int i) -> const K& { return batch[i].first; });
    for (int i = 0; i < count; ++i) images[i] = encoded.Of(i, batch[i].first);
    if (!take(batch, absl::Span<const KeyImage>(images, count))) return false;
  }
  return true;
}

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_KEYED_KEY_BATCHES_H_
