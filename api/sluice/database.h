#ifndef SLUICE_API_SLUICE_DATABASE_H_
#define SLUICE_API_SLUICE_DATABASE_H_

// Streams that are written exactly once to PostgreSQL, MySQL or MariaDB: #include <sluice/database.h>.
#include "api/output/database.h"   // IWYU pragma: export
#include "api/output/save_once.h"  // IWYU pragma: export

#endif  // SLUICE_API_SLUICE_DATABASE_H_
