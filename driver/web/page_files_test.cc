#include "driver/web/page_files.h"

#include "common/http/gzip.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::StartsWith;

std::string Bytes(std::string_view name) {
  for (const PageFile& file : PageFiles()) {
    if (file.name == name) return std::string(file.bytes);
  }
  return "";
}

TEST(PageFilesTest, WhatIndexAsksForIsThere) {
  const std::string index = Bytes("index.html");
  EXPECT_THAT(index, StartsWith("<!doctype html>"));
  int asked = 0;
  const std::string mark = "\"/static/";
  for (size_t at = index.find(mark); at != index.npos; at = index.find(mark, at + 1), ++asked) {
    const size_t from = at + mark.size();
    EXPECT_NE(Bytes(index.substr(from, index.find('"', from) - from)), "") << index.substr(at, 40);
  }
  EXPECT_GE(asked, 2);
}

TEST(PageFilesTest, AllOfItIsAtMost300KiBOnTheWire) {
  size_t sent = 0;
  for (const PageFile& file : PageFiles()) sent += Gzip(file.bytes)->size();
  EXPECT_LE(sent, 300 << 10);
}

}  // namespace
}  // namespace sluice
