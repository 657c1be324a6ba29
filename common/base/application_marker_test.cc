#include "common/base/application_marker.h"

#include <elf.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "common/base/status_matchers.h"
#include "gtest/gtest.h"

SLUICE_APPLICATION_MARKER;

namespace sluice {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string Self() {
  std::ifstream file("/proc/self/exe", std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::string Write(const std::string& name, const std::string& bytes) {
  const std::string path = testing::TempDir() + "/" + name;
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

TEST(ApplicationMarkerTest, AnApplicationSaysWhatItIs) {
  auto file = ReadApplicationFile("/proc/self/exe");
  ASSERT_THAT(file, IsOk());
  EXPECT_EQ(file->version, kVersion);
  EXPECT_EQ(file->cpu, ThisCpu());
  EXPECT_EQ(file->build_id.size(), 40u);
  EXPECT_THAT(CheckRunsHere("self", *file), IsOk());
}

TEST(ApplicationMarkerTest, OtherFilesAreRefusedByName) {
  EXPECT_THAT(ReadApplicationFile("/bin/true"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("/bin/true is not a Sluice application")));
  EXPECT_THAT(ReadApplicationFile(Write("script", "#!/bin/sh\n")),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("not an ELF executable")));
  EXPECT_THAT(ReadApplicationFile(testing::TempDir()), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(ReadApplicationFile("/no/such/file"), StatusIs(absl::StatusCode::kNotFound, HasSubstr("/no/such/file")));
}

TEST(ApplicationMarkerTest, AnotherCpuIsNamedBesideOurs) {
  std::string bytes = Self();
  const uint16_t machine = ThisCpu() == "x86_64" ? EM_AARCH64 : EM_X86_64;
  bytes.replace(offsetof(Elf64_Ehdr, e_machine), 2, reinterpret_cast<const char*>(&machine), 2);
  const std::string path = Write("other_cpu", bytes);
  auto file = ReadApplicationFile(path);
  ASSERT_THAT(file, IsOk());
  EXPECT_THAT(CheckRunsHere(path, *file),
              StatusIs(absl::StatusCode::kFailedPrecondition, AllOf(HasSubstr(file->cpu), HasSubstr(ThisCpu()))));
}

TEST(ApplicationMarkerTest, AnotherVersionIsNamedBesideOurs) {
  EXPECT_THAT(CheckRunsHere("app", {.cpu = ThisCpu(), .build_id = "ab", .version = "9.9.9"}),
              StatusIs(absl::StatusCode::kFailedPrecondition, AllOf(HasSubstr("9.9.9"), HasSubstr(kVersion))));
}

TEST(ApplicationMarkerTest, EveryCutOfTheFileIsSafeToLookAt) {
  const std::string bytes = Self().substr(0, 2048);
  for (size_t size = 0; size < bytes.size(); size += 7) {
    (void)ReadApplicationFile(Write("cut", bytes.substr(0, size)));
  }
}

}  // namespace
}  // namespace sluice
