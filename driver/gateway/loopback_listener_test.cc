#include "driver/gateway/loopback_listener.h"

#include <list>

#include "common/base/status_matchers.h"
#include "gtest/gtest.h"

namespace sluice::gateway {
namespace {

LoopbackListener::Serve Greet(LineSocket& socket) {
  socket.LimitWaits(absl::Seconds(60));
  const absl::StatusOr<std::string> secret = socket.ReadLine();
  if (!secret.ok() || *secret != "secret") return nullptr;
  return [](LineSocket& known) {
    for (absl::Status status = known.Write("welcome\n"); status.ok();) {
      const absl::StatusOr<std::string> line = known.ReadLine();
      status = line.ok() ? known.Write("heard " + *line + "\n") : line.status();
    }
  };
}

class LoopbackListenerTest : public testing::Test {
 protected:
  LineSocket& Connect() {
    absl::StatusOr<LineSocket> socket = LineSocket::ConnectTo(listener_->port());
    EXPECT_THAT(socket, IsOk());
    socket->LimitWaits(absl::Seconds(30));
    return clients_.emplace_back(*std::move(socket));
  }
  static std::string Ask(LineSocket& client, const std::string& line) {
    const absl::Status written = client.Write(line + "\n");
    const absl::StatusOr<std::string> answer = client.ReadLine();
    return answer.ok() ? *answer : std::string(answer.status().message());
  }

  const std::unique_ptr<LoopbackListener> listener_ = *LoopbackListener::Start(&Greet);
  std::list<LineSocket> clients_;
};

TEST_F(LoopbackListenerTest, StrangersWhoSayNothingKeepNobodyOut) {
  LineSocket& early = Connect();
  EXPECT_EQ(Ask(early, "secret"), "welcome");
  for (int i = 0; i < 500; ++i) Connect();

  EXPECT_EQ(Ask(Connect(), "secret"), "welcome");
  EXPECT_EQ(Ask(early, "still here"), "heard still here") << "who is known is no stranger";
  EXPECT_EQ(Ask(clients_.back(), "and I"), "heard and I");
  EXPECT_THAT(std::next(clients_.begin())->ReadLine(), StatusIs(absl::StatusCode::kCancelled)) << "the first stranger";
}

TEST_F(LoopbackListenerTest, AStrangerWithAWrongSecretIsSentAway) {
  LineSocket& stranger = Connect();
  EXPECT_THAT(stranger.Write("guess\n"), IsOk());
  EXPECT_THAT(stranger.ReadLine(), StatusIs(absl::StatusCode::kCancelled));
}

}  // namespace
}  // namespace sluice::gateway
