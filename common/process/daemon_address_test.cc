#include "common/process/daemon_address.h"

#include <unistd.h>

#include <fstream>

#include "common/base/status_matchers.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::HasSubstr;

std::string NewFile() {
  std::string folder = testing::TempDir() + "address.XXXXXX";
  return std::string(mkdtemp(folder.data())) + "/address";
}

TEST(DaemonAddressTest, IsThatOfTheSuccessorOnceItListens) {
  const std::string file = NewFile();
  const DaemonAddress daemon("127.0.0.1:7077", file);
  EXPECT_EQ(daemon.Now(), "127.0.0.1:7077");
  ASSERT_THAT(DaemonAddress::Write(file, "127.0.0.1:40000"), IsOk());
  EXPECT_EQ(daemon.Now(), "127.0.0.1:40000");
  ASSERT_THAT(DaemonAddress::Write(file, "127.0.0.1:5"), IsOk());
  EXPECT_EQ(daemon.Now(), "127.0.0.1:5");
}

TEST(DaemonAddressTest, StaysWhatItWasWithoutAFileOrWithADamagedOne) {
  EXPECT_EQ(DaemonAddress("127.0.0.1:7077").Now(), "127.0.0.1:7077");
  const std::string file = NewFile();
  std::ofstream(file) << "no address\n";
  EXPECT_EQ(DaemonAddress("127.0.0.1:7077", file).Now(), "127.0.0.1:7077");
}

TEST(DaemonAddressTest, WhatCannotBeWrittenIsNamed) {
  const absl::Status written = DaemonAddress::Write("/proc/nowhere", "127.0.0.1:1");
  EXPECT_FALSE(written.ok());
  EXPECT_THAT(std::string(written.message()), HasSubstr("/proc/nowhere"));
}

}  // namespace
}  // namespace sluice
