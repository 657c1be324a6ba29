#include "common/http/response_head.h"

#include <algorithm>
#include <boost/beast/http/status.hpp>

#include "common/base/str_cat.h"

namespace sluice {
namespace {

const std::map<std::string, std::string>& HeadersOfAll() {
  static const auto* const headers = new std::map<std::string, std::string>{
      {"Cache-Control", "no-store"},
      {"Content-Security-Policy",
       "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"Referrer-Policy", "no-referrer"},
      {"X-Content-Type-Options", "nosniff"},
      {"X-Frame-Options", "DENY"},
  };
  return *headers;
}

std::string OnOneLine(std::string text) {
  std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  return text;
}

std::string Reason(int status) {
  const auto known = boost::beast::http::int_to_status(static_cast<unsigned>(status));
  return std::string(boost::beast::http::obsolete_reason(known));
}

}  // namespace

std::string ResponseHead(const HttpResponse& response, std::optional<size_t> body_bytes, bool keeps_alive) {
  std::map<std::string, std::string> headers = response.headers;
  headers.insert(HeadersOfAll().begin(), HeadersOfAll().end());
  headers["Content-Type"] = response.content_type;
  headers["Connection"] = keeps_alive ? "keep-alive" : "close";
  if (body_bytes.has_value()) headers["Content-Length"] = StrCat(*body_bytes);
  std::string head = StrCat("HTTP/1.1 ", response.status, " ", Reason(response.status), "\r\n");
  for (const auto& [name, value] : headers) head += StrCat(OnOneLine(name), ": ", OnOneLine(value), "\r\n");
  return head + "\r\n";
}

}  // namespace sluice
