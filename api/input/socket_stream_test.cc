#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <optional>
#include <ranges>
#include <string>

#include "api/dstream/stream_test_base.h"
#include "engine/source/fake_receiver_host.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Takes one connection after the other.
class Server {
 public:
  Server() : listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(bind(listener_, generic, size), 0);
    EXPECT_EQ(listen(listener_, 8), 0);
    EXPECT_EQ(getsockname(listener_, generic, &size), 0);
    port_ = ntohs(address.sin_port);
  }
  ~Server() {
    Close();
    close(listener_);
  }
  int port() const { return port_; }

  void Accept() {
    pollfd ready{.fd = listener_, .events = POLLIN};
    ASSERT_EQ(poll(&ready, 1, 10'000), 1);
    connection_ = accept(listener_, nullptr, nullptr);
  }
  void Send(const std::string& bytes) {
    EXPECT_EQ(send(connection_, bytes.data(), bytes.size(), MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
  }
  void Close() {
    if (connection_ >= 0) close(connection_);
    connection_ = -1;
  }

 private:
  const int listener_;
  int port_ = 0;
  int connection_ = -1;
};

// The sums of two numbers each.
constexpr auto kNextSum = [](std::istream& in) -> std::optional<std::string> {
  int a = 0, b = 0;
  if (!(in >> a >> b)) return std::nullopt;
  return std::to_string(a + b);
};

class SocketStreamTest : public StreamTestBase {
 protected:
  SocketStreamTest() { conf_.Set("spark.streaming.receiverRestartDelay", "10"); }

  void Start() {
    ssc_.start();
    const OperatorRef& ref = backend_.plan().inputs[0].receiver;
    absl::StatusOr<ReceiverFactory*> factory = FindFunction<ReceiverFactory>(ref.factory);
    ASSERT_TRUE(factory.ok());
    receiver_ = *(*factory)(ref.arguments);
    receiver_->Start(host_);
  }
  template <class T>
  static void Collect(const DStream<T>& stream, std::vector<Owned<T>>& rows) {
    stream.foreachRDD([&rows](const RDD<T>& rdd) { rows = rdd.collect(); });
  }
  void RunBatch() { EXPECT_TRUE(backend_.RunBatch({{host_.text()}}).ok()); }

  Server server_;
  FakeReceiverHost host_{absl::Milliseconds(20)};
  std::unique_ptr<BlockReceiver> receiver_;
};

TEST_F(SocketStreamTest, AConverterMakesRowsOfBytesAndTheConnectionIsMadeAgain) {
  std::vector<std::string> rows;
  Collect(ssc_.socketStream("127.0.0.1", server_.port(), kNextSum), rows);
  Start();
  server_.Accept();
  server_.Send("1 2 30");
  server_.Send("0 4\n");
  server_.Close();
  ASSERT_TRUE(host_.Saw("closed: Socket data stream had no more data"));
  server_.Accept();
  server_.Send("5 5\n");
  ASSERT_TRUE(host_.Saw("10"));
  RunBatch();
  EXPECT_THAT(rows, ElementsAre("3", "304", "10"));
}

TEST_F(SocketStreamTest, AConverterMayGiveARangeAndTakeArguments) {
  std::vector<int> rows;
  auto numbers = ssc_.socketStream(
      "127.0.0.1", server_.port(),
      [](std::istream& in, int factor) {
        return std::views::istream<int>(in) | std::views::transform([factor](int n) { return n * factor; });
      },
      StorageLevel::MEMORY_ONLY, 3);
  Collect(numbers, rows);
  Start();
  server_.Accept();
  server_.Send("1 2 3");
  server_.Close();
  ASSERT_TRUE(host_.Saw("closed"));
  RunBatch();
  EXPECT_THAT(rows, ElementsAre(3, 6, 9));
}

TEST_F(SocketStreamTest, AServerThatIsAwayIsToldWithItsAddress) {
  const int port = Server().port();
  ssc_.socketStream("127.0.0.1", port, kNextSum).print();
  Start();
  EXPECT_TRUE(host_.Saw("Error connecting to 127.0.0.1:" + std::to_string(port)));
}

TEST_F(SocketStreamTest, ReceiversStopWhileTheServerIsSilent) {
  ssc_.socketStream("127.0.0.1", server_.port(), kNextSum).print();
  Start();
  server_.Accept();
  receiver_->Stop();
  EXPECT_TRUE(host_.Saw("stopped"));
}

std::string Framed(const std::string& block) {
  std::string length(4, '\0');
  for (int i = 0; i < 4; ++i) length[i] = static_cast<char>(block.size() >> (24 - 8 * i));
  return length + block;
}

TEST_F(SocketStreamTest, RawBlocksAreTakenAsTheyAre) {
  std::vector<std::string> rows;
  Collect(ssc_.rawSocketStream<std::string_view>("127.0.0.1", server_.port()), rows);
  Start();
  server_.Accept();
  server_.Send(Framed(Encode(std::string("a"), std::string("b"))) + Framed(Encode(std::string("last"))));
  ASSERT_TRUE(host_.Saw("last"));
  EXPECT_EQ(host_.records(), 3);
  RunBatch();
  EXPECT_THAT(rows, ElementsAre("a", "b", "last"));
}

TEST_F(SocketStreamTest, RawBytesThatAreNoBlockAreRefused) {
  ssc_.rawSocketStream<std::string_view>("127.0.0.1", server_.port()).print();
  Start();
  server_.Accept();
  server_.Send("GET / HTTP/1.1\r\n");
  ASSERT_TRUE(host_.Saw("a block that is too long: bytes=1195725856"));
  server_.Accept();
  server_.Send(
      Framed("\x09"
             "abc"));
  ASSERT_TRUE(host_.Saw("no rows as EncodeTo writes them: bytes=4 whole rows=0"));
}

TEST_F(SocketStreamTest, ABadPortIsAnError) {
  auto open = [this](int port) { ssc_.rawSocketStream<int>("localhost", port); };
  EXPECT_THAT([&] { open(0); }, testing::Throws<Error>(testing::Property(&Error::what, HasSubstr("port=0"))));
  EXPECT_THROW(ssc_.socketStream("localhost", 70'000, kNextSum), Error);
}

}  // namespace
}  // namespace sluice
