#include "common/observe/disk_figures.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(DiskFiguresTest, SaysHowFullTheDiskIsAndStaysAtThatIfItCannotLook) {
  Metrics metrics;
  DiskFigures disk(metrics);
  disk.Look("/no/such/folder");
  EXPECT_THAT(metrics.PrometheusText(), HasSubstr("sluice_data_folder_size_bytes 0\n"));
  disk.Look("/");
  disk.Look("/no/such/folder");
  EXPECT_THAT(metrics.PrometheusText(), Not(HasSubstr("sluice_data_folder_size_bytes 0\n")));
  EXPECT_THAT(metrics.PrometheusText(), HasSubstr("# TYPE sluice_data_folder_free_bytes gauge"));
}

}  // namespace
}  // namespace sluice
