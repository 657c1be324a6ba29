#ifndef SLUICE_DRIVER_PAGES_PAGE_QUESTION_H_
#define SLUICE_DRIVER_PAGES_PAGE_QUESTION_H_

#include <map>
#include <string>

namespace sluice {

// What somebody who watches asks of one application: a path such as /api/v1/applications/ID/jobs.
struct PageQuestion {
  std::string path;
  std::map<std::string, std::string> query;
};

// An HTTP status and what goes with it.
struct PageAnswer {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_PAGES_PAGE_QUESTION_H_
