#include "common/http/response_head.h"

#include "common/http/gzip.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(ResponseHeadTest, KeepsStrangersPagesAway) {
  const std::string head = ResponseHead({.status = 404}, 17, true);
  EXPECT_THAT(head, StartsWith("HTTP/1.1 404 Not Found\r\n"));
  for (const char* header : {"Content-Security-Policy: default-src 'self';", "frame-ancestors 'none'",
                             "X-Content-Type-Options: nosniff\r\n", "Referrer-Policy: no-referrer\r\n",
                             "Content-Length: 17\r\n", "Connection: keep-alive\r\n", "Cache-Control: no-store\r\n"}) {
    EXPECT_THAT(head, HasSubstr(header));
  }
}

TEST(ResponseHeadTest, AResponseMaySayItsOwn) {
  const std::string head = ResponseHead({.headers = {{"Cache-Control", "max-age=60"}, {"ETag", "\"x\""}}}, 0, false);
  EXPECT_THAT(head, HasSubstr("Cache-Control: max-age=60\r\n"));
  EXPECT_THAT(head, HasSubstr("ETag: \"x\"\r\n"));
  EXPECT_THAT(head, Not(HasSubstr("no-store")));
}

// The type of an answer is what the driver of an application says.
TEST(ResponseHeadTest, NoTextOfOthersMakesAHeader) {
  const std::string head = ResponseHead({.content_type = "text/html\r\nSet-Cookie: a=b\n\n<script>"}, 0, true);
  EXPECT_THAT(head, HasSubstr("Content-Type: text/htmlSet-Cookie: a=b<script>\r\n"));
  EXPECT_EQ(head.find("\r\n\r\n"), head.size() - 4);
}

TEST(GzipTest, OnlyForWhoTakesIt) {
  for (const char* yes : {"gzip", "deflate, GZIP;q=0.5", "br , gzip ; q=1"}) EXPECT_TRUE(AcceptsGzip(yes)) << yes;
  for (const char* no : {"", "gzip;q=0", "gzip;q=x", "xgzip", "deflate;gzip", "br"})
    EXPECT_FALSE(AcceptsGzip(no)) << no;
}

}  // namespace
}  // namespace sluice
