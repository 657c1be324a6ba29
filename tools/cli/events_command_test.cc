// `sluice events` as users and scripts call it.
#include <sys/wait.h>

#include <cstdio>
#include <string>

#include "common/actor/sim_loop.h"
#include "common/base/status_matchers.h"
#include "common/fs/files.h"
#include "common/fs/temporary_folder.h"
#include "driver/history/log/event_log_writer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::StartsWith;

struct Ended {
  int code = 0;
  std::string text;  // What it printed, errors among it.
};

Ended Sluice(const std::string& words) {
  std::FILE* pipe = popen(("HOME=/nonexistent tools/sluice " + words + " 2>&1").c_str(), "r");
  Ended ended;
  for (int c = std::getc(pipe); c != EOF; c = std::getc(pipe)) ended.text += static_cast<char>(c);
  ended.code = WEXITSTATUS(pclose(pipe));
  return ended;
}

class EventsCommandTest : public testing::Test {
 protected:
  EventsCommandTest() {
    SimLoop loop(1);
    History history;
    EventLogWriter writer(loop, **EventLogPlaceOf(folder_.path()), {.folder = folder_.path() + "/app-1"});
    history.AddReader(writer);
    history.Add(ApplicationStarted{.application = ApplicationId("app-1"),
                                   .name = "count \"\xff\x1b[2J\"",
                                   .life = DriverLife(1),
                                   .settings = {{"spark.app.name", "count"}},
                                   .at = absl::FromUnixMicros(1'790'000'000'000'001)});
    const BatchKey batch{RunId(0), BatchTime(5000)};
    history.Add(BatchSubmitted{batch.run, {.time = batch.time, .records = 12}});
    history.Add(BatchFinished{batch, absl::AbortedError("boom"), absl::FromUnixMicros(6)});
    history.RemoveReader(writer);
  }
  std::string file() const { return folder_.path() + "/app-1/events-1.zst"; }

  TemporaryFolder folder_ = *TemporaryFolder::Create("told");
};

TEST_F(EventsCommandTest, PrintsALineOfJsonForEachEvent) {
  const Ended by_id = Sluice("events app-1 --event-log '" + folder_.path() + "'");
  EXPECT_EQ(by_id.code, 0);
  EXPECT_THAT(by_id.text,
              StartsWith(R"({"application_started":{"application":"app-1","name":"count \"\\xFF\u001b[2J\"","user":"",)"
                         R"("life":1,"settings":[{"key":"spark.app.name","value":"count"}],)"
                         R"("at_micros":1790000000000001}})"
                         "\n"));
  EXPECT_THAT(by_id.text,
              HasSubstr(R"({"batch_submitted":{"run":0,"batch":{"time":5000,"state":"QUEUED","records":12,)"));
  EXPECT_THAT(by_id.text, HasSubstr(R"({"batch_finished":{"batch":{"run":0,"time":5000},)"
                                    R"("result":{"code":10,"message":"boom"},"at_micros":6}})"
                                    "\n"));
  EXPECT_EQ(Sluice("events '" + folder_.path() + "/app-1'").text, by_id.text);
}

TEST_F(EventsCommandTest, WhatIsDamagedIsNamedBehindWhatIsBeforeIt) {
  std::string bytes(LocalFiles().Read(file())->view());
  const std::string last = bytes;
  bytes += last;
  bytes[last.size() + 20] ^= 1;
  bytes += last;
  ASSERT_THAT(LocalFiles().Publish(file(), bytes), IsOk());
  const Ended damaged = Sluice("events '" + folder_.path() + "/app-1'");
  EXPECT_EQ(damaged.code, 1);
  EXPECT_THAT(damaged.text, HasSubstr("{\"batch_finished\":"));
  EXPECT_THAT(damaged.text, HasSubstr("sluice events: event log is damaged: file=" + file() +
                                      " offset=" + std::to_string(last.size())));
}

TEST_F(EventsCommandTest, ATornEndIsSaid) {
  const std::string whole(LocalFiles().Read(file())->view());
  ASSERT_THAT(LocalFiles().Publish(file(), whole + whole.substr(0, 30)), IsOk());
  const Ended torn = Sluice("events '" + folder_.path() + "/app-1'");
  EXPECT_EQ(torn.code, 0);
  EXPECT_THAT(torn.text, AllOf(HasSubstr("{\"batch_finished\":"), HasSubstr("when its driver died: bytes=30")));
}

TEST_F(EventsCommandTest, WhatIsNoEventLogIsAnErrorAndWrongUsageIsTwo) {
  const Ended none = Sluice("events app-2 --event-log '" + folder_.path() + "'");
  EXPECT_EQ(none.code, 1);
  EXPECT_THAT(none.text,
              AllOf(StartsWith("sluice events: no event log is there"), HasSubstr(folder_.path() + "/app-2")));
  EXPECT_EQ(Sluice("events").code, 2);
  EXPECT_THAT(Sluice("--help").text, ContainsRegex("events +Print what happened in an application"));
  EXPECT_THAT(Sluice("events --help").text, HasSubstr("a\nline of JSON for each event"));
  const Ended scheme = Sluice("events nowhere://a/b");
  EXPECT_EQ(scheme.code, 1);
  EXPECT_THAT(scheme.text, HasSubstr("nowhere"));
}

}  // namespace
}  // namespace sluice
