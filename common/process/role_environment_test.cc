#include "common/process/role_environment.h"

#include <map>

#include "absl/strings/str_split.h"
#include "common/base/status_matchers.h"
#include "common/settings/streaming.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::HasSubstr;
using Variables = std::map<std::string, std::string>;

absl::StatusOr<RoleEnvironment> Parse(const Variables& variables) {
  return ParseRoleEnvironment([&](const std::string& name) -> std::optional<std::string> {
    auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  });
}

RoleEnvironment AnExecutor() {
  RoleEnvironment environment;
  environment.role = Role::kExecutor;
  environment.application = ApplicationId("app-1");
  environment.application_name = "word count";
  environment.daemon = "10.0.0.2:7000";
  environment.daemon_address_file = "/data/address";
  environment.driver = "10.0.0.1:4000";
  environment.listen = "10.0.0.2:0";
  environment.conf.Set("a", "x=y");
  environment.conf.Set("b", "2");
  environment.executor = ExecutorId(7);
  environment.worker = WorkerId("worker-1");
  environment.cores = 4;
  environment.memory_bytes = int64_t{8} << 30;
  environment.work_dir = "/tmp/w";
  environment.log_level = "debug";
  return environment;
}

Variables ToMap(const RoleEnvironment& environment) {
  Variables variables;
  for (const std::string& variable : ToVariables(environment)) {
    variables.insert(absl::StrSplit(variable, absl::MaxSplits('=', 1)));
  }
  return variables;
}

TEST(RoleEnvironmentTest, NothingSetIsEmbedded) {
  auto environment = Parse({{"SLUICE_CORES", "many"}});
  ASSERT_THAT(environment, IsOk());
  EXPECT_EQ(environment->role, Role::kEmbedded);
  EXPECT_TRUE(ToVariables(*environment).empty());
}

TEST(RoleEnvironmentTest, SettingsCountEmbeddedAsWell) {
  auto environment = Parse({{"SLUICE_CONF", "spark.streaming.clock=manual"}, {"SLUICE_LOG_LEVEL", "error"}});
  ASSERT_THAT(environment, IsOk());
  EXPECT_EQ(environment->role, Role::kEmbedded);
  EXPECT_EQ(environment->conf.Get(settings::kClock), "manual");
  EXPECT_EQ(environment->log_level, "error");
}

TEST(RoleEnvironmentTest, AnExecutorReadsWhatTheWorkerWrote) {
  const Variables variables = ToMap(AnExecutor());
  auto environment = Parse(variables);
  ASSERT_THAT(environment, IsOk());
  EXPECT_EQ(ToMap(*environment), variables);
  EXPECT_EQ(environment->executor, ExecutorId(7));
  EXPECT_EQ(environment->conf.values().at("a"), "x=y");
  EXPECT_EQ(environment->conf.values().at("b"), "2");
}

TEST(RoleEnvironmentTest, ADriverReadsWhichLifeItIs) {
  RoleEnvironment written = AnExecutor();
  written.role = Role::kDriver;
  written.daemon = "10.0.0.1:4000";
  written.daemon_address_file = "/data/address";
  written.executors = 3;
  written.life = DriverLife(7);
  Variables variables = ToMap(written);
  auto environment = Parse(variables);
  ASSERT_THAT(environment, IsOk());
  EXPECT_EQ(environment->life, DriverLife(7));
  EXPECT_EQ(environment->executors, 3);
  variables.erase("SLUICE_DRIVER_LIFE");
  EXPECT_THAT(Parse(variables), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("SLUICE_DRIVER_LIFE")));
}

TEST(RoleEnvironmentTest, WhatIsMissingOrMalformedIsNamed) {
  for (const char* name : {"SLUICE_DRIVER", "SLUICE_EXECUTOR", "SLUICE_WORKER", "SLUICE_CORES", "SLUICE_MEMORY",
                           "SLUICE_LISTEN", "SLUICE_WORK_DIR", "SLUICE_APPLICATION", "SLUICE_DAEMON"}) {
    Variables variables = ToMap(AnExecutor());
    variables.erase(name);
    EXPECT_THAT(Parse(variables), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(name)));
  }
  Variables variables = ToMap(AnExecutor());
  variables["SLUICE_CORES"] = "-1";
  EXPECT_THAT(Parse(variables), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("SLUICE_CORES=\"-1\"")));
  EXPECT_THAT(Parse({{"SLUICE_ROLE", "boss"}}), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("boss")));
}

}  // namespace
}  // namespace sluice
