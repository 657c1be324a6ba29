#ifndef SLUICE_API_SLUICE_STREAMING_H_
#define SLUICE_API_SLUICE_STREAMING_H_

// All that a streaming application needs: #include <sluice/streaming.h>.
#include "api/accumulator.h"            // IWYU pragma: export
#include "api/application.h"            // IWYU pragma: export
#include "api/broadcast.h"              // IWYU pragma: export
#include "api/dstream.h"                // IWYU pragma: export
#include "api/duration.h"               // IWYU pragma: export
#include "api/error.h"                  // IWYU pragma: export
#include "api/rdd.h"                    // IWYU pragma: export
#include "api/run_application.h"        // IWYU pragma: export
#include "api/split.h"                  // IWYU pragma: export
#include "api/stats_report_listener.h"  // IWYU pragma: export
#include "api/storage_level.h"          // IWYU pragma: export
#include "api/streaming_context.h"      // IWYU pragma: export
#include "api/text_file.h"              // IWYU pragma: export
#include "api/this_task.h"              // IWYU pragma: export

#endif  // SLUICE_API_SLUICE_STREAMING_H_
