#ifndef SLUICE_API_SLUICE_STREAMING_H_
#define SLUICE_API_SLUICE_STREAMING_H_

// All that a streaming application needs: #include <sluice/streaming.h>.
#include "api/core/application.h"                // IWYU pragma: export
#include "api/core/duration.h"                   // IWYU pragma: export
#include "api/core/error.h"                      // IWYU pragma: export
#include "api/core/run_application.h"            // IWYU pragma: export
#include "api/core/split.h"                      // IWYU pragma: export
#include "api/core/storage_level.h"              // IWYU pragma: export
#include "api/core/this_task.h"                  // IWYU pragma: export
#include "api/dstream/common_operators.h"        // IWYU pragma: export
#include "api/dstream/dstream.h"                 // IWYU pragma: export
#include "api/dstream/streaming_context.h"       // IWYU pragma: export
#include "api/listener/stats_report_listener.h"  // IWYU pragma: export
#include "api/rdd/rdd.h"                         // IWYU pragma: export
#include "api/rdd/text_file.h"                   // IWYU pragma: export
#include "api/shared/accumulator.h"              // IWYU pragma: export
#include "api/shared/broadcast.h"                // IWYU pragma: export

#endif  // SLUICE_API_SLUICE_STREAMING_H_
