#include "role/shown_settings.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

SettingView Shown(const RoleEnvironment& environment, const std::string& key) {
  for (const SettingView& setting : ShownSettings(environment)) {
    if (setting.key == key) return setting;
  }
  return {};
}

TEST(ShownSettingsTest, HasWhatIsSetAndWhatIsNot) {
  RoleEnvironment environment;
  environment.conf.Set("spark.streaming.blockInterval", "1s");
  environment.conf.Set("my.own", "<script>");
  EXPECT_EQ(Shown(environment, "spark.streaming.blockInterval").value, "1s");
  EXPECT_EQ(Shown(environment, "spark.streaming.blockInterval").source, SettingView::Source::kEnvironment);
  EXPECT_EQ(Shown(environment, "spark.streaming.concurrentJobs").value, "1");
  EXPECT_EQ(Shown(environment, "spark.streaming.concurrentJobs").source, SettingView::Source::kDefault);
  EXPECT_EQ(Shown(environment, "my.own").value, "<script>");
  environment.role = Role::kDriver;
  EXPECT_EQ(Shown(environment, "my.own").source, SettingView::Source::kSet);
}

TEST(ShownSettingsTest, SecretsAreNot) {
  RoleEnvironment environment;
  for (const char* key :
       {"spark.hadoop.fs.s3a.access.key", "spark.hadoop.fs.s3a.secret.key", "my.PASSWORD", "a.token", "fs.accessKey"}) {
    environment.conf.Set(key, "hunter2");
    EXPECT_EQ(Shown(environment, key).value, "*********(redacted)") << key;
  }
  environment.conf.Set("my.url", "db://host/?password=hunter2");
  EXPECT_EQ(Shown(environment, "my.url").value, "*********(redacted)");
}

}  // namespace
}  // namespace sluice
