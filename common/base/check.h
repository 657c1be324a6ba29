#ifndef SLUICE_COMMON_BASE_CHECK_H_
#define SLUICE_COMMON_BASE_CHECK_H_

#include <cstdio>
#include <cstdlib>

// For what only a bug in this program can break, never for what a user, a file or another machine says.
#define SLUICE_CHECK(condition)                                                          \
  do {                                                                                   \
    if (!(condition)) {                                                                  \
      std::fprintf(stderr, "%s:%d: check failed: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                      \
    }                                                                                    \
  } while (false)

#endif  // SLUICE_COMMON_BASE_CHECK_H_
