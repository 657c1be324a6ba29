#ifndef SLUICE_DRIVER_WEB_PAGE_FILES_H_
#define SLUICE_DRIVER_WEB_PAGE_FILES_H_

#include <span>

#include "driver/web/page_file.h"

namespace sluice {

// The page as pages/ makes it: index.html, and what it asks for below /static/.
std::span<const PageFile> PageFiles();

}  // namespace sluice

#endif  // SLUICE_DRIVER_WEB_PAGE_FILES_H_
