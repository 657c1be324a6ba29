#ifndef SLUICE_DRIVER_PAGES_OWN_JSON_H_
#define SLUICE_DRIVER_PAGES_OWN_JSON_H_

#include "absl/time/time.h"
#include "driver/pages/known.h"
#include "driver/pages/page_request.h"

namespace sluice {

// Milliseconds; null: it has not come, or has no end.
Json MillisOf(absl::Time time);
Json MillisOf(absl::Duration duration);

const char* StateName(BatchRecord::State state);
const char* StateName(JobRecord::State state);

// What several pages say of a batch, a job, an executor, and of all together.
Json OwnBatch(const KnownBatch& batch);
Json OwnJob(const KnownJob& job);
Json OwnExecutor(const ApplicationView& view, const ExecutorRecord& executor);
Json OwnReceivers(const ApplicationView& view);
Json OwnTotals(const ApplicationView& view);

// Batches as columns, of equal length: time, records, scheduling_ms, processing_ms, total_ms, state.
Json NoColumns();
void AddRow(Json& columns, const BatchRecord& batch);

}  // namespace sluice

#endif  // SLUICE_DRIVER_PAGES_OWN_JSON_H_
