#include "common/process/application_marker.h"

#include <elf.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>

#include "common/base/damage.h"
#include "common/base/other_versions.h"
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
  EXPECT_EQ(file->sluice_version, ThisVersion());
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

TEST(ApplicationMarkerTest, AnotherVersionThatDoesNotFitIsNamedBesideOurs) {
  EXPECT_THAT(CheckRunsHere("app", {.cpu = ThisCpu(), .build_id = "ab", .sluice_version = OtherPatch()}), IsOk());
  EXPECT_THAT(CheckRunsHere("app", {.cpu = ThisCpu(), .build_id = "ab", .sluice_version = "9.9.9"}),
              StatusIs(absl::StatusCode::kFailedPrecondition, AllOf(HasSubstr("9.9.9"), HasSubstr(ThisVersion()))));
}

TEST(ApplicationMarkerTest, EveryCutOfTheFileIsSaid) {
  const std::string bytes = Self();
  for (size_t size = 64; size < bytes.size(); size += size < 4096 ? 40 : bytes.size() / 20) {
    EXPECT_THAT(ReadApplicationFile(Write("cut", bytes.substr(0, size))),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("is cut short")));
  }
}

// Of a program only what is looked at: the headers, and the notes right behind them.
std::string HeadersAndNotes() {
  std::string bytes = Self().substr(0, 4096);
  Elf64_Ehdr elf;
  std::memcpy(&elf, bytes.data(), sizeof(elf));
  elf.e_shoff = elf.e_shnum = 0;
  std::memcpy(bytes.data(), &elf, sizeof(elf));
  for (int i = 0; i < elf.e_phnum; ++i) {
    Elf64_Phdr segment;
    char* const at = bytes.data() + elf.e_phoff + i * sizeof(segment);
    std::memcpy(&segment, at, sizeof(segment));
    if (segment.p_type != PT_NOTE) segment.p_offset = segment.p_filesz = 0;
    std::memcpy(at, &segment, sizeof(segment));
  }
  return bytes;
}

TEST(ApplicationMarkerTest, AnyDamageIsSafeToLookAt) {
  SeededRandom random(FuzzSeed());
  const std::string good = HeadersAndNotes();
  ASSERT_THAT(ReadApplicationFile(Write("damaged", good)), IsOk());
  int refused = 0;
  for (int i = 0; i < 3000; ++i) {
    // In the first kilobyte is all that counts.
    const std::string bytes = DamagedBytes(good.substr(0, 1024), random) + good.substr(1024);
    refused += !ReadApplicationFile(Write("damaged", bytes)).ok();
  }
  EXPECT_GT(refused, 300);
}

}  // namespace
}  // namespace sluice
