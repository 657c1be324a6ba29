// The gateway as Python talks to it, byte by byte.
#include "driver/gateway/gateway.h"

#include <fstream>
#include <thread>
#include <vector>

#include "common/base/damage.h"
#include "common/base/status_matchers.h"
#include "common/base/str_cat.h"
#include "common/fs/temporary_folder.h"
#include "driver/gateway/class_table.h"
#include "driver/gateway/context.h"
#include "driver/gateway/line_socket.h"
#include "engine/dstream/fake_streaming_backend.h"
#include "engine/lineage/local_job_runner.h"
#include "engine/python/big_endian.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

// An application whose jobs run in the thread that asks for them.
class LocalHost : public HostedApplication {
 public:
  explicit LocalHost(const Conf& conf) : conf_(conf) {}
  Application& application() override { return application_; }

 private:
  const Conf conf_;
  LocalJobRunner jobs_;
  FakeStreamingBackend streaming_{jobs_};
  Application application_{"test", "test", conf_, jobs_, streaming_};
};

// A client of the gateway: a thread of Python.
class Client {
 public:
  Client(const Gateway& gateway, const std::string& secret)
      : socket_(LineSocket::ConnectTo(gateway.port()).value()), hello_(Ask(StrCat("A\n", secret, "\n"))) {}

  const std::string& hello() const { return hello_; }
  // The answer without its line end; "closed" if there is none.
  std::string Ask(const std::string& bytes) {
    if (!socket_.Write(bytes).ok()) return "closed";
    const absl::StatusOr<std::string> answer = socket_.ReadLine();
    return answer.ok() ? *answer : "closed";
  }
  // A call's parts, and the id in the answer if that is a reference.
  std::string Id(const std::string& command) {
    const std::string answer = Ask(command);
    EXPECT_THAT(answer, MatchesRegex("!y[rlahgt]o[0-9]+")) << command;
    return answer.substr(3);
  }
  std::string NewContext() {
    const std::string conf = Id("i\norg.apache.spark.SparkConf\nbTrue\ne\n");
    return Id(StrCat("i\norg.apache.spark.api.java.JavaSparkContext\nr", conf, "\ne\n"));
  }
  std::string Call(const std::string& target, const std::string& method, const std::vector<std::string>& parts = {}) {
    std::string command = StrCat("c\n", target, "\n", method, "\n");
    for (const std::string& part : parts) command += part + "\n";
    return Ask(command + "e\n");
  }

 private:
  LineSocket socket_;
  const std::string hello_;
};

class GatewayTest : public ::testing::Test {
 protected:
  GatewayTest() {
    Conf conf;
    conf.Set("spark.master", "local[3]");
    gateway_ = Gateway::Start({.conf = conf,
                               .start = [](const Conf& wanted) { return std::make_unique<LocalHost>(wanted); },
                               .find_class = FindClass,
                               .scratch_folder = folder_.path()})
                   .value();
    client_.emplace(*gateway_, gateway_->secret());
  }

  std::string FileWith(const std::string& text) {
    const std::string path = folder_.path() + "/input.txt";
    std::ofstream(path) << text;
    return path;
  }

  TemporaryFolder folder_ = TemporaryFolder::Create("gateway").value();
  std::unique_ptr<Gateway> gateway_;
  std::optional<Client> client_;
};

TEST_F(GatewayTest, NobodyWithoutTheSecretGetsIn) {
  EXPECT_EQ(client_->hello(), "!yv");
  Client stranger(*gateway_, "guessed");
  EXPECT_THAT(stranger.hello(), StartsWith("!x"));
  EXPECT_EQ(stranger.Call("z:java.lang.System", "currentTimeMillis"), "closed");
}

TEST_F(GatewayTest, WhatIsNoCommandClosesItsConnectionAlone) {
  Client other(*gateway_, gateway_->secret());
  EXPECT_EQ(other.Ask("GET / HTTP/1.1\n"), "closed");
  EXPECT_THAT(client_->Call("z:java.lang.System", "currentTimeMillis"), MatchesRegex("!yL[0-9]+"));
}

TEST_F(GatewayTest, AnUnknownNameIsAPackageAndAKnownOneAClass) {
  EXPECT_EQ(client_->Ask("r\nu\norg\nrj\ne\n"), "!yp");
  EXPECT_EQ(client_->Ask("r\nu\nSparkConf\nrj\ne\n"), "!yp");
  EXPECT_EQ(client_->Ask("j\ni\nrj\norg.apache.spark.SparkConf\ne\n"), "!yv");
  EXPECT_EQ(client_->Ask("j\ni\nrj\norg.apache.spark.api.python.*\ne\n"), "!yv");
  EXPECT_EQ(client_->Ask("r\nu\nSparkConf\nrj\ne\n"), "!ycorg.apache.spark.SparkConf");
  EXPECT_EQ(client_->Ask("r\nu\nPythonRDD\nrj\ne\n"), "!ycorg.apache.spark.api.python.PythonRDD");
  EXPECT_EQ(client_->Ask("r\nm\norg.apache.spark.api.python.PythonRDD\ncollectAndServe\ne\n"), "!ym");
  EXPECT_EQ(client_->Ask("r\nm\norg.apache.spark.api.python.PythonRDD\nteleport\ne\n"), "!x");
  EXPECT_EQ(client_->Ask("r\nm\norg.apache.spark.Nothing\nteleport\ne\n"), "!x");
}

TEST_F(GatewayTest, ACallThatIsNotInTheTableSaysItsClassMethodAndTypes) {
  const std::string conf = client_->Id("i\norg.apache.spark.SparkConf\nbTrue\ne\n");
  EXPECT_EQ(client_->Call(conf, "teleport", {"i7", "sx"}),
            "!xsMethod teleport([class java.lang.Integer, class java.lang.String]) does not exist: "
            "org.apache.spark.SparkConf.teleport is not supported by Sluice");
  EXPECT_THAT(client_->Call("z:org.apache.spark.ml.Model", "fit"), HasSubstr("org.apache.spark.ml.Model"));
  EXPECT_THAT(client_->Call("o4711", "toString"), StartsWith("!xs"));
}

TEST_F(GatewayTest, SettingsComeFromWhatWasSubmittedAndFromTheProgram) {
  const std::string conf = client_->Id("i\norg.apache.spark.SparkConf\nbTrue\ne\n");
  EXPECT_EQ(client_->Call(conf, "get", {"sspark.master"}), "!yslocal[3]");
  client_->Call(conf, "set", {"sspark.app.name", "smine"});
  EXPECT_EQ(client_->Call(conf, "get", {"sspark.app.name", "sother"}), "!ysmine");
  EXPECT_EQ(client_->Call(conf, "get", {"sspark.none", "n"}), "!yn");
  const std::string thrown = client_->Call(conf, "get", {"sspark.none"});
  ASSERT_THAT(thrown, StartsWith("!xro"));
  EXPECT_EQ(client_->Ask(StrCat("p\n", thrown.substr(2), "\ne\n")),
            "!ysjava.util.NoSuchElementException: spark.none\\n\tat Sluice(Native Method)\\n");
}

TEST_F(GatewayTest, ObjectsLiveUntilPythonGivesThemBack) {
  std::vector<std::string> lists;
  for (int i = 0; i < 10'000; ++i) lists.push_back(client_->Id("i\njava.util.ArrayList\ne\n"));
  EXPECT_EQ(gateway_->objects().size(), 10'000);
  for (const std::string& id : lists) EXPECT_EQ(client_->Ask(StrCat("m\nd\n", id, "\ne\n")), "!yv");
  EXPECT_EQ(gateway_->objects().size(), 0);
  EXPECT_EQ(client_->Ask("m\nd\no77777\ne\n"), "!yv");
}

TEST_F(GatewayTest, AListIsWalkedByAnIteratorWhoseEndIsAnError) {
  const std::string list = client_->Id("i\njava.util.ArrayList\ne\n");
  EXPECT_EQ(client_->Call(list, "add", {"i5"}), "!ybtrue");
  const std::string answer = client_->Call(list, "iterator");
  ASSERT_THAT(answer, StartsWith("!ygo"));
  EXPECT_EQ(client_->Call(answer.substr(3), "next"), "!yi5");
  EXPECT_THAT(client_->Call(answer.substr(3), "next"), StartsWith("!xro"));
}

TEST_F(GatewayTest, AnArrayIsAskedForItsLengthAndItsValues) {
  const std::string array = client_->Id("a\nc\nsjava.lang.String\ni2\ne\n");
  EXPECT_EQ(client_->Ask(StrCat("a\ne\n", array, "\ne\n")), "!yi2");
  EXPECT_EQ(client_->Ask(StrCat("a\ns\n", array, "\ni1\nsx\ne\n")), "!yv");
  EXPECT_EQ(client_->Ask(StrCat("a\ng\n", array, "\ni1\ne\n")), "!ysx");
  EXPECT_EQ(client_->Ask(StrCat("a\ng\n", array, "\ni0\ne\n")), "!yn");
  EXPECT_THAT(client_->Ask(StrCat("a\ng\n", array, "\ni2\ne\n")), StartsWith("!xro"));
}

TEST_F(GatewayTest, TheMasterSaysHowManyPartitionsThereAreByDefault) {
  const std::string sc = client_->Call(client_->NewContext(), "sc").substr(3);
  EXPECT_EQ(client_->Call(sc, "defaultParallelism"), "!yi3");
  EXPECT_EQ(client_->Call(sc, "defaultMinPartitions"), "!yi2");
}

TEST_F(GatewayTest, ThereIsOneContextAtATimeAndAnotherAfterIt) {
  const std::string first = client_->NewContext();
  const std::string conf = client_->Id("i\norg.apache.spark.SparkConf\nbTrue\ne\n");
  EXPECT_THAT(client_->Ask(StrCat("i\norg.apache.spark.api.java.JavaSparkContext\nr", conf, "\ne\n")),
              StartsWith("!xro"));
  EXPECT_EQ(client_->Call(first, "stop"), "!yv");
  client_->NewContext();
}

TEST_F(GatewayTest, LocalPropertiesBelongToAConnection) {
  const std::string context = client_->NewContext();
  Client other(*gateway_, gateway_->secret());
  EXPECT_EQ(client_->Call(context, "setLocalProperty", {"scolour", "sred"}), "!yv");
  EXPECT_EQ(client_->Call(context, "getLocalProperty", {"scolour"}), "!ysred");
  EXPECT_EQ(other.Call(context, "getLocalProperty", {"scolour"}), "!yn");
}

TEST_F(GatewayTest, AThreadTakesOverThePropertiesOfAnother) {
  const std::string context = client_->NewContext();
  Client other(*gateway_, gateway_->secret());
  client_->Call(context, "setLocalProperty", {"scolour", "sred"});
  const std::string properties = client_->Call(client_->Call(context, "sc").substr(3), "getLocalProperties").substr(3);
  const std::string copy = client_->Call(properties, "clone").substr(3);
  client_->Call(context, "setLocalProperty", {"scolour", "sblue"});
  EXPECT_EQ(other.Call(other.Call(context, "sc").substr(3), "setLocalProperties", {"r" + copy}), "!yv");
  EXPECT_EQ(other.Call(context, "getLocalProperty", {"scolour"}), "!ysred");
}

TEST_F(GatewayTest, TagsOfJobsBelongToAConnectionAndAreWords) {
  const std::string context = client_->NewContext();
  EXPECT_EQ(client_->Call(context, "addJobTag", {"sa"}), "!yv");
  EXPECT_EQ(client_->Call(context, "addJobTag", {"sb"}), "!yv");
  EXPECT_EQ(client_->Call(context, "removeJobTag", {"sa"}), "!yv");
  const std::string tags = client_->Call(context, "getJobTags");
  ASSERT_THAT(tags, StartsWith("!yho"));
  EXPECT_EQ(client_->Call(tags.substr(3), "toString"), "!ys[b]");
  EXPECT_EQ(client_->Call(context, "clearJobTags"), "!yv");
  EXPECT_EQ(client_->Call(client_->Call(context, "getJobTags").substr(3), "size"), "!yi0");
  for (const char* bad : {"s", "sa,b"}) EXPECT_THAT(client_->Call(context, "addJobTag", {bad}), StartsWith("!xro"));
}

TEST_F(GatewayTest, WhatIsRefusedIsAnExceptionThatSaysWhy) {
  EXPECT_EQ(client_->Ask("r\nm\norg.apache.spark.api.python.PythonRDD\nsequenceFile\ne\n"), "!ym");
  for (const std::string& call : {client_->Call("z:org.apache.spark.api.python.PythonRDD", "sequenceFile", {"n"}),
                                  client_->Ask("i\norg.apache.spark.resource.ResourceProfileBuilder\ne\n")}) {
    ASSERT_THAT(call, StartsWith("!xro"));
    EXPECT_THAT(client_->Ask(StrCat("p\n", call.substr(2), "\ne\n")),
                MatchesRegex("!ysjava.lang.UnsupportedOperationException: .* is not supported by Sluice: .*"));
  }
}

TEST_F(GatewayTest, WhatIsNoMasterStartsNothing) {
  const std::string conf = client_->Id("i\norg.apache.spark.SparkConf\nbTrue\ne\n");
  client_->Call(conf, "set", {"sspark.master", "smain"});
  const std::string thrown = client_->Ask(StrCat("i\norg.apache.spark.api.java.JavaSparkContext\nr", conf, "\ne\n"));
  ASSERT_THAT(thrown, StartsWith("!xro"));
  EXPECT_THAT(client_->Ask(StrCat("p\n", thrown.substr(2), "\ne\n")), HasSubstr("Could not parse Master URL: 'main'"));
  client_->NewContext();
}

// Claims a result as Python does; its bytes.
std::string Fetch(Client& client, const std::string& result) {
  const int port = std::stoi(client.Ask(StrCat("a\ng\n", result, "\ni0\ne\n")).substr(3));
  const std::string secret = client.Ask(StrCat("a\ng\n", result, "\ni1\ne\n")).substr(3);
  LineSocket socket = LineSocket::ConnectTo(port).value();
  Writer hello;
  PutFrame(hello, secret);
  EXPECT_THAT(socket.Write(hello.view()), IsOk());
  std::string all;
  while (true) {
    absl::StatusOr<std::string> byte = socket.ReadExactly(1);
    if (!byte.ok()) return all;
    all += *byte;
  }
}

TEST_F(GatewayTest, RowsAreFramesForWhoHasTheirSecret) {
  const std::string context = client_->NewContext();
  const std::string lines = client_->Call(context, "textFile", {"s" + FileWith("a\nbcd\n"), "i1"}).substr(3);
  const std::string result = client_->Call("z:org.apache.spark.api.python.PythonRDD", "collectAndServe", {"r" + lines});
  ASSERT_THAT(result, StartsWith("!yto"));
  Writer expected;
  for (const char* frame : {"ok", "a", "bcd"}) PutFrame(expected, frame);
  EXPECT_EQ(Fetch(*client_, result.substr(3)), expected.view());
  Writer refused;
  PutFrame(refused, "err");
  EXPECT_EQ(Fetch(*client_, result.substr(3)), refused.view()) << "it was fetched already";
}

TEST_F(GatewayTest, AWholeFileIsARowOfItsNameAndItsText) {
  const std::string context = client_->NewContext();
  const std::string path = FileWith("a\nb\n");
  const std::string files = client_->Call(context, "wholeTextFiles", {"s" + path, "i2"}).substr(3);
  const std::string result = client_->Call("z:org.apache.spark.api.python.PythonRDD", "collectAndServe", {"r" + files});
  Writer expected;
  PutFrame(expected, "ok");
  PutFrame(expected, "file:" + path);
  PutFrame(expected, "a\nb\n");
  EXPECT_EQ(Fetch(*client_, result.substr(3)), expected.view());
}

TEST_F(GatewayTest, AnRddThatOutlivesItsContextSaysSo) {
  const std::string context = client_->NewContext();
  const std::string lines = client_->Call(context, "textFile", {"s" + FileWith("a\n"), "i1"}).substr(3);
  client_->Call(context, "stop");
  const std::string thrown = client_->Call("z:org.apache.spark.api.python.PythonRDD", "collectAndServe", {"r" + lines});
  ASSERT_THAT(thrown, StartsWith("!xro"));
  EXPECT_THAT(client_->Ask(StrCat("p\n", thrown.substr(2), "\ne\n")), HasSubstr("stopped SparkContext"));
  EXPECT_EQ(client_->Ask(StrCat("m\nd\n", lines, "\ne\n")), "!yv");
}

// What Python says first on a connection and then, damaged: others do not notice.
TEST_F(GatewayTest, AnyBytesOnAConnectionLeaveTheOthersAlone) {
  SeededRandom random(FuzzSeed());
  const std::string said = StrCat("A\n", gateway_->secret(),
                                  "\nc\nz:java.lang.System\ngetProperty\nsx\ne\ni\njava.util.ArrayList\ne\n"
                                  "a\nc\nsx\ni3\ne\nr\nu\nSparkConf\nrj\ne\np\nro0\ne\n");
  for (int round = 0; round < 300; ++round) {
    LineSocket socket = LineSocket::ConnectTo(gateway_->port()).value();
    (void)socket.Write(DamagedBytes(said, random));
  }
  EXPECT_THAT(client_->Call("z:java.lang.System", "currentTimeMillis"), MatchesRegex("!yL[0-9]+"));
}

}  // namespace
}  // namespace sluice::gateway
