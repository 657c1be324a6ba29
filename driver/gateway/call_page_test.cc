#include "driver/gateway/call_page.h"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "gtest/gtest.h"

namespace sluice::gateway {
namespace {

constexpr char kPage[] = "docs/pyspark.md";

std::string ReadPage() {
  std::stringstream text;
  text << std::ifstream(kPage).rdbuf();
  return text.str();
}

TEST(CallPageTest, DocsTellWhatMayBeCalled) {
  const std::string wanted = CallPage();
  const std::string page = ReadPage();
  const size_t chapter = page.find(wanted.substr(0, wanted.find('\n') + 1));
  ASSERT_NE(chapter, std::string::npos);
  if (std::getenv("SLUICE_UPDATE") != nullptr) std::ofstream(kPage) << page.substr(0, chapter) << wanted;
  EXPECT_EQ(ReadPage().substr(chapter), wanted) << "run: SLUICE_UPDATE=1 bazel run //driver/gateway:call_page_test";
}

}  // namespace
}  // namespace sluice::gateway
