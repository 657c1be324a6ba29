#include "common/settings/unread_settings.h"

#include "common/base/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

TEST(UnreadSettingsTest, AMisspeltNameIsToldWithTheNearestOne) {
  Conf conf;
  for (const char* pair : {"spark.task.maxFailures=3", "my.own.key=1", "spark.localty.Wait=3s", "sluice.task.timeot=1m",
                           "spark.kryo.registrator=x"}) {
    EXPECT_THAT(conf.SetPair(pair), IsOk());
  }
  EXPECT_THAT(
      WarningsAbout(conf),
      ::testing::ElementsAre("nothing reads the setting sluice.task.timeot=\"1m\": did you mean sluice.task.timeout?",
                             "nothing reads the setting spark.kryo.registrator=\"x\": it has no effect",
                             "nothing reads the setting spark.localty.Wait=\"3s\": did you mean spark.locality.wait?"));
}

TEST(UnreadSettingsTest, WhatASparkProgramSaysOfItselfIsNoMistake) {
  Conf conf;
  for (const char* pair :
       {"spark.master=local[2]", "spark.app.name=words", "spark.executorEnv.LANG=C",
        "spark.serializer.objectStreamReset=100", "spark.pyspark.python=python3", "spark.executor.pyspark.memory=1g",
        "spark.python.worker.faulthandler.enabled=true", "spark.python.profile=true"}) {
    EXPECT_THAT(conf.SetPair(pair), IsOk());
  }
  EXPECT_THAT(WarningsAbout(conf), ::testing::IsEmpty());
}

TEST(UnreadSettingsTest, JarsAreAcceptedWithAWord) {
  Conf conf;
  EXPECT_THAT(conf.SetPair("spark.jars.packages=org.example:connector:1"), IsOk());
  EXPECT_THAT(WarningsAbout(conf),
              ::testing::ElementsAre("nothing reads the setting spark.jars.packages=\"org.example:connector:1\": there "
                                     "is no JVM that could use it"));
}

}  // namespace
}  // namespace sluice
