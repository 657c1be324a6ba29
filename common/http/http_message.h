#ifndef SLUICE_COMMON_HTTP_HTTP_MESSAGE_H_
#define SLUICE_COMMON_HTTP_HTTP_MESSAGE_H_

#include <map>
#include <string>

namespace sluice {

// What a client asks over HTTP. Path and query are percent-decoded.
struct HttpRequest {
  std::string method;                          // "GET", "POST", "HEAD".
  std::string path;                            // Begins with a slash.
  std::map<std::string, std::string> query;    // Of a key that is there several times the last one counts.
  std::map<std::string, std::string> headers;  // Their names in lower case.
  std::string body;
};

struct HttpResponse {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
  std::map<std::string, std::string> headers = {};  // Besides those that every response has.
};

}  // namespace sluice

#endif  // SLUICE_COMMON_HTTP_HTTP_MESSAGE_H_
