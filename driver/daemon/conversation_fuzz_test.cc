// What workers, applications and command lines say to a driver daemon, damaged: it answers or hangs up, and goes on.
#include "common/base/damage.h"
#include "common/base/status_matchers.h"
#include "common/base/version.h"
#include "common/fs/temporary_folder.h"
#include "common/net/conversations.h"
#include "common/net/damaged_message.h"
#include "common/net/in_process_transport.h"
#include "common/net/request.h"
#include "common/net/session.h"
#include "common/process/application_marker.h"
#include "driver/daemon/driver_daemon.h"
#include "gtest/gtest.h"
#include "proto/application.pb.h"
#include "proto/submit.pb.h"

namespace sluice {
namespace {

class ConversationFuzzTest : public testing::Test {
 protected:
  // Opens `links` conversations, each of `first` and three more frames, all damaged.
  void Talk(const std::string& conversation, const google::protobuf::Message& first,
            const google::protobuf::Message& next, int links = 500) {
    for (int i = 0; i < links; ++i) {
      auto link = transport_->Connect(daemon_->addresses().daemon, conversation, absl::Seconds(5),
                                      {.on_frame = [](Frame) {}, .on_closed = [](absl::Status) {}});
      // Now and then the beginning is right, so that the rest is looked at.
      (void)link->Send({i % 2 == 0 ? first.SerializeAsString() : DamagedMessage(first, random_), {}});
      for (int frame = 0; frame < 3; ++frame) {
        (void)link->Send({DamagedMessage(next, random_), {Buffer::FromString(std::string(random_.Below(50), 'x'))}});
      }
      link->Close(absl::OkStatus());
    }
    ExpectItLives(conversation);
  }
  void ExpectItLives(const std::string& after) {
    v1::StatusRequest request;
    request.set_version(ThisVersion());
    auto answer = Call(ThreadRuntime(), *transport_, daemon_->addresses().daemon, conversations::kStatus,
                       ToFrame(request), absl::Seconds(30));
    ASSERT_THAT(answer, IsOk()) << "after " << after;
    EXPECT_THAT(ParseHead<v1::ClusterStatus>(*answer), IsOk());
  }
  static v1::ExecutableId Executable() {
    v1::ExecutableId id;
    id.set_build_id("abcd");
    id.set_checksum("0123456789abcdef0123456789abcdef");
    id.set_bytes(100);
    return id;
  }

  SeededRandom random_{FuzzSeed()};
  absl::StatusOr<TemporaryFolder> folder_ = TemporaryFolder::Create("daemon");
  std::unique_ptr<Transport> transport_ = NewInProcessTransport();
  std::unique_ptr<DriverDaemon> daemon_ =
      DriverDaemon::Start(ThreadRuntime(), *transport_, DataDir::Open(folder_->path()).value(),
                          {.listen = "local:0", .metrics_listen = "127.0.0.1:0", .web_listen = "127.0.0.1:0"})
          .value();
};

TEST_F(ConversationFuzzTest, Workers) {
  v1::WorkerToDriver hello, news;
  v1::Register& registration = *hello.mutable_register_();
  registration.set_version(ThisVersion());
  registration.set_cpu(ThisCpu());
  registration.set_worker("w1");
  registration.set_cores(2);
  registration.set_memory_bytes(1 << 30);
  registration.add_executors()->set_application("app-1");
  news.mutable_exited()->set_application("app-1");
  Talk(conversations::kJoin, hello, news);
  news.mutable_log()->set_request(1);
  Talk(conversations::kJoin, hello, news);
}

TEST_F(ConversationFuzzTest, Applications) {
  v1::ApplicationToDaemon hello, news;
  hello.mutable_announce()->set_version(ThisVersion());
  hello.mutable_announce()->set_application("app-1");
  hello.mutable_announce()->set_address("h:1");
  news.mutable_status()->set_state("running");
  Talk(conversations::kSupervise, hello, news);
  news.mutable_answer()->set_content_type("application/json");
  Talk(conversations::kSupervise, hello, news);
}

TEST_F(ConversationFuzzTest, Submissions) {
  v1::SubmitToDriver hello, chunk;
  v1::Submission& submission = *hello.mutable_submission();
  submission.set_version(ThisVersion());
  submission.set_name("x");
  submission.set_cpu(ThisCpu());
  submission.add_conf("a=b");
  *submission.mutable_executable() = Executable();
  chunk.mutable_chunk()->set_offset(0);
  Talk(conversations::kSubmit, hello, chunk);
}

TEST_F(ConversationFuzzTest, Questions) {
  v1::KillRequest kill;
  kill.set_version(ThisVersion());
  kill.set_application("app-1");
  Talk(conversations::kKill, kill, kill);
  v1::LogsRequest logs;
  logs.set_version(ThisVersion());
  logs.set_application("app-1");
  Talk(conversations::kLogs, logs, logs);
  v1::FetchRequest fetch;
  fetch.set_version(ThisVersion());
  *fetch.mutable_executable() = Executable();
  fetch.mutable_want()->set_bytes(10);
  Talk(conversations::kFetch, fetch, fetch);
  v1::StatusRequest status;
  status.set_version(ThisVersion());
  Talk(conversations::kStatus, status, status);
}

}  // namespace
}  // namespace sluice
