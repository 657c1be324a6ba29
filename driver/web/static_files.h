#ifndef SLUICE_DRIVER_WEB_STATIC_FILES_H_
#define SLUICE_DRIVER_WEB_STATIC_FILES_H_

#include <map>
#include <optional>
#include <span>
#include <string>

#include "common/http/http_message.h"
#include "driver/web/page_file.h"

namespace sluice {

// The page as it is served: one file at all paths that it shows something else at, the others below /static/. A browser
// that has a file already asks whether it is still the same. Thread-safe.
class StaticFiles {
 public:
  explicit StaticFiles(std::span<const PageFile> files);

  // Nothing: this is no path of the page.
  std::optional<HttpResponse> Answer(const HttpRequest& request) const;

 private:
  struct File {
    std::string_view bytes;
    std::string tag;
  };
  HttpResponse AnswerWith(const std::string& name, const HttpRequest& request) const;

  std::map<std::string, File> files_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_WEB_STATIC_FILES_H_
