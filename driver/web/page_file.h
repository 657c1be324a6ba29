#ifndef SLUICE_DRIVER_WEB_PAGE_FILE_H_
#define SLUICE_DRIVER_WEB_PAGE_FILE_H_

#include <string_view>

namespace sluice {

// A file of the page, which the program has in it.
struct PageFile {
  std::string_view name;  // "app.js".
  std::string_view bytes;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_WEB_PAGE_FILE_H_
