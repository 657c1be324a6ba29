#ifndef SLUICE_API_SLUICE_SAVE_ONCE_H_
#define SLUICE_API_SLUICE_SAVE_ONCE_H_

// Streams that are written exactly once to a system with transactions: #include <sluice/save_once.h>.
#include "api/output/save_once.h"      // IWYU pragma: export
#include "engine/source/batch_part.h"  // IWYU pragma: export

#endif  // SLUICE_API_SLUICE_SAVE_ONCE_H_
