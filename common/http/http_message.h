#ifndef SLUICE_COMMON_HTTP_HTTP_MESSAGE_H_
#define SLUICE_COMMON_HTTP_HTTP_MESSAGE_H_

#include <map>
#include <string>
#include <string_view>

namespace sluice {

// What a client asks over HTTP. Path and query are percent-decoded.
struct HttpRequest {
  std::string method;                        // "GET" or "POST"; a HEAD is a GET whose body the server keeps back.
  std::string path;                          // Begins with a slash.
  std::map<std::string, std::string> query;  // The last value of a key that is there several times.
  std::map<std::string, std::string>
      headers;  // Their names in lower case. Of one that repeats, all, with ", " between.
  std::string body;
};

struct HttpResponse {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
  std::map<std::string, std::string> headers = {};  // Besides, or instead of, those that every response has.
};

// {"error": "…"}, which is how we say no.
HttpResponse HttpError(int status, std::string_view text);

}  // namespace sluice

#endif  // SLUICE_COMMON_HTTP_HTTP_MESSAGE_H_
