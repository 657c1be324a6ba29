#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "common/actor/sim_loop.h"
#include "common/base/damage.h"
#include "common/base/other_versions.h"
#include "common/base/status_matchers.h"
#include "common/base/str_cat.h"
#include "common/base/version.h"
#include "common/net/conversations.h"
#include "common/net/damaged_message.h"
#include "common/net/sim_transport.h"
#include "worker/block/block_store.h"
#include "worker/replica/block_server.h"
#include "worker/replica/replicator.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

BlockId Input(int64_t sequence) { return BlockId::Input(StreamId(1), Epoch(1), sequence); }

Buffers Bytes(size_t count, char fill = 'x') { return {Buffer::FromString(std::string(count, fill))}; }

// The part of an executor that holds blocks and talks to its peers.
class Holder {
 public:
  Holder(SimLoop& loop, SimNetwork& network, int executor, const std::string& worker, int64_t memory = 1 << 30)
      : peer{ExecutorId(executor), WorkerId(worker), StrCat("e", executor, ":1")},
        transport_(network.Host(StrCat("e", executor))),
        store({.memory_bytes_max = memory}),
        mailbox_(loop.NewMailbox("mailbox")),
        disk_(loop.NewMailbox("disk")),
        postbox(std::make_shared<Postbox>(*mailbox_)),
        disk_postbox_(std::make_shared<Postbox>(*disk_)),
        server_(store, disk_postbox_, [this](const HeldBlock& copy) { received_copies.push_back(copy); }),
        links(*transport_, postbox),
        replicator(links, loop.clock(), WorkerId(worker)) {
    auto listener = transport_->Listen(peer.block_address, [this](const std::string&, const std::string&, auto link) {
      return server_.Accept(std::move(link));
    });
    EXPECT_THAT(listener, IsOk());
    listener_ = *std::move(listener);
  }
  ~Holder() {
    postbox->Close();
    disk_postbox_->Close();
  }

  void Know(const std::vector<Peer>& peers) {
    links.SetPeers(peers);
    replicator.SetPeers(peers);
  }

  const Peer peer;

 private:
  std::unique_ptr<Transport> transport_;

 public:
  BlockStore store;
  std::vector<HeldBlock> received_copies;

 private:
  std::unique_ptr<Mailbox> mailbox_;
  std::unique_ptr<Mailbox> disk_;

 public:
  std::shared_ptr<Postbox> postbox;

 private:
  std::shared_ptr<Postbox> disk_postbox_;
  BlockServer server_;

 public:
  PeerLinks links;
  Replicator replicator;

 private:
  std::unique_ptr<Listener> listener_;
};

class ReplicaTest : public ::testing::Test {
 protected:
  ReplicaTest() { one_.Know({two_.peer, neighbour_.peer, three_.peer}); }

  absl::Status Replicate(int64_t sequence, int copies = 2, Buffers data = Bytes(100)) {
    std::optional<absl::Status> result;
    one_.postbox->Post([&, data] {
      one_.replicator.Replicate({Input(sequence), {.records = 5, .interval_number = 7}, data}, copies,
                                [&](absl::Status done) { result = done; });
    });
    EXPECT_TRUE(loop_.RunUntil([&] { return result.has_value(); }, absl::Seconds(30)));
    return result.value_or(absl::UnknownError("never done"));
  }
  absl::StatusOr<std::vector<FetchedBlock>> Get(const std::vector<BlockId>& ids) {
    std::optional<absl::StatusOr<std::vector<FetchedBlock>>> result;
    one_.postbox->Post([&] {
      one_.links.Get(two_.peer.executor, ids, absl::Seconds(2), [&](auto answer) { result = std::move(answer); });
    });
    EXPECT_TRUE(loop_.RunUntil([&] { return result.has_value(); }, absl::Seconds(30)));
    return result.value_or(absl::UnknownError("never done"));
  }
  int CopiesOf(int64_t sequence) {
    return two_.store.Get(Input(sequence)).ok() + three_.store.Get(Input(sequence)).ok();
  }

  SimLoop loop_{1};
  SimNetwork network_{loop_};
  Holder one_{loop_, network_, 1, "a"};
  Holder neighbour_{loop_, network_, 4, "a"};
  Holder two_{loop_, network_, 2, "b", 10'000};
  Holder three_{loop_, network_, 3, "c"};
};

TEST_F(ReplicaTest, CopiesGoToOtherWorkersInTurn) {
  for (int64_t sequence = 0; sequence < 4; ++sequence) ASSERT_THAT(Replicate(sequence), IsOk());
  EXPECT_EQ(two_.received_copies.size(), 2);
  EXPECT_EQ(three_.received_copies.size(), 2);
  EXPECT_THAT(neighbour_.received_copies, IsEmpty());
}

TEST_F(ReplicaTest, HolderKnowsAllThatItHasToReport) {
  ASSERT_THAT(Replicate(0), IsOk());
  ASSERT_EQ(two_.received_copies.size(), 1);
  EXPECT_EQ(two_.received_copies[0].id, Input(0));
  EXPECT_EQ(two_.received_copies[0].info.records, 5);
  EXPECT_EQ(two_.received_copies[0].info.interval_number, 7);
  EXPECT_EQ(Join(*two_.store.Get(Input(0))), std::string(100, 'x'));
}

TEST_F(ReplicaTest, OneCopyIsDoneAtOnce) {
  EXPECT_THAT(Replicate(0, 1), IsOk());
  EXPECT_EQ(CopiesOf(0), 0);
}

TEST_F(ReplicaTest, SaysHowLongABlockTookThatWasToGetCopies) {
  std::vector<bool> succeeded;
  one_.replicator.SetOnReplicated([&](absl::Duration took, bool has_all) {
    EXPECT_GT(took, absl::ZeroDuration());
    succeeded.push_back(has_all);
  });
  EXPECT_THAT(Replicate(1, /*copies=*/1), IsOk());
  EXPECT_THAT(Replicate(2), IsOk());
  EXPECT_THAT(Replicate(3, /*copies=*/4), Not(IsOk()));
  EXPECT_THAT(succeeded, ElementsAre(true, false));
}

TEST_F(ReplicaTest, ThreeCopiesAreOnThreeWorkers) {
  ASSERT_THAT(Replicate(0, 3), IsOk());
  EXPECT_EQ(CopiesOf(0), 2);
}

TEST_F(ReplicaTest, KilledPeerIsReplacedByTheNext) {
  ASSERT_THAT(Replicate(0), IsOk());
  network_.Kill("e2");
  for (int64_t sequence = 1; sequence < 5; ++sequence) ASSERT_THAT(Replicate(sequence), IsOk());
  EXPECT_EQ(three_.received_copies.size(), 4);
}

TEST_F(ReplicaTest, PeerBehindACutCostsOneDeadlineThenIsAskedLast) {
  ASSERT_THAT(Replicate(0), IsOk());
  network_.CutLink("e1", "e2");
  ASSERT_THAT(Replicate(1), IsOk());  // Three's turn.
  const absl::Time start = loop_.clock().Now();
  for (int64_t sequence = 2; sequence < 7; ++sequence) ASSERT_THAT(Replicate(sequence), IsOk());
  const absl::Duration taken = loop_.clock().Now() - start;
  EXPECT_GT(taken, absl::Seconds(1));
  EXPECT_LT(taken, absl::Seconds(2));
}

TEST_F(ReplicaTest, FullPeerIsReplacedByTheNext) {
  ASSERT_THAT(Replicate(0, 2, Bytes(20'000)), IsOk());
  EXPECT_EQ(three_.received_copies.size(), 1);
}

TEST_F(ReplicaTest, TooFewPeersAreNamedWithTheReason) {
  network_.Kill("e3");
  EXPECT_THAT(Replicate(0, 3), StatusIs(absl::StatusCode::kUnavailable, HasSubstr("copies=2 wanted=3")));
}

TEST_F(ReplicaTest, SecondPutOfABlockIsNoError) {
  one_.Know({two_.peer});
  ASSERT_THAT(Replicate(0), IsOk());
  EXPECT_THAT(Replicate(0), IsOk());
  EXPECT_EQ(two_.store.usage().blocks, 1);
}

TEST_F(ReplicaTest, GetGivesTheBlocksThatAreThere) {
  ASSERT_THAT(two_.store.Put(Input(1), {Bytes(3, 'a')[0], Bytes(2, 'b')[0]}), IsOk());
  ASSERT_THAT(two_.store.Put(Input(3), Bytes(4, 'c')), IsOk());
  auto blocks = Get({Input(1), Input(2), Input(3)});
  ASSERT_THAT(blocks, IsOk());
  ASSERT_EQ(blocks->size(), 2);
  EXPECT_EQ((*blocks)[0].id, Input(1));
  EXPECT_EQ(Join((*blocks)[0].data), "aaabb");
  EXPECT_EQ(Join((*blocks)[1].data), "cccc");
}

TEST_F(ReplicaTest, AnswerBiggerThanAFrameComesInPieces) {
  std::vector<BlockId> ids;
  for (int64_t sequence = 0; sequence < 20; ++sequence) {
    ids.push_back(Input(sequence));
    ASSERT_THAT(three_.store.Put(ids.back(), Bytes(1 << 20, static_cast<char>('a' + sequence))), IsOk());
  }
  std::optional<absl::StatusOr<std::vector<FetchedBlock>>> result;
  one_.postbox->Post([&] {
    one_.links.Get(three_.peer.executor, ids, absl::Seconds(2), [&](auto answer) { result = std::move(answer); });
  });
  ASSERT_TRUE(loop_.RunUntil([&] { return result.has_value(); }, absl::Seconds(30)));
  ASSERT_THAT(*result, IsOk());
  ASSERT_EQ((*result)->size(), 20);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(Join((**result)[i].data)[5], 'a' + i);
}

TEST_F(ReplicaTest, GetFromADeadPeerFailsAtOnce) {
  network_.Kill("e2");
  const absl::Time start = loop_.clock().Now();
  EXPECT_THAT(Get({Input(1)}), StatusIs(absl::StatusCode::kUnavailable, HasSubstr("e2:1")));
  EXPECT_LT(loop_.clock().Now() - start, absl::Milliseconds(900));
}

TEST_F(ReplicaTest, LinkIsOpenedAgainAfterItBroke) {
  network_.Kill("e2");
  ASSERT_FALSE(Get({Input(1)}).ok());
  Holder again(loop_, network_, 2, "b");
  ASSERT_THAT(again.store.Put(Input(1), Bytes(1)), IsOk());
  EXPECT_THAT(Get({Input(1)}), IsOk());
}

TEST_F(ReplicaTest, PeerThatLeftAnswersNothingMore) {
  network_.CutLink("e1", "e2");
  std::vector<absl::Status> results;
  one_.postbox->Post([&] {
    one_.links.Put(ExecutorId(2), {Input(1), {.records = 1}, Bytes(1)}, absl::Seconds(5),
                   [&](auto s) { results.push_back(s); });
    one_.Know({});
    one_.links.Put(ExecutorId(2), {Input(2), {.records = 1}, Bytes(1)}, absl::Seconds(5),
                   [&](auto s) { results.push_back(s); });
  });
  ASSERT_TRUE(loop_.RunUntil([&] { return results.size() == 2; }, absl::Milliseconds(100)));
  EXPECT_THAT(results, UnorderedElementsAre(StatusIs(absl::StatusCode::kUnavailable, HasSubstr("has left")),
                                            StatusIs(absl::StatusCode::kUnavailable, HasSubstr("not part of"))));
}

// Sends a frame as no executor would, and gives what comes back.
class RawPeerTest : public ReplicaTest {
 protected:
  void Send(Frame frame) {
    LinkHandler handler{.on_frame =
                            [this](Frame reply) {
                              answer_.emplace();
                              ASSERT_TRUE(answer_->ParseFromString(reply.head));
                            },
                        .on_closed = [this](absl::Status reason) { closed_ = reason; }};
    link_ = transport_->Connect("e2:1", conversations::kExchange, absl::Seconds(1), std::move(handler));
    ASSERT_THAT(link_->Send(std::move(frame)), IsOk());
    ASSERT_TRUE(loop_.RunUntil([&] { return answer_ || closed_; }, absl::Seconds(5)));
    link_->Close(absl::OkStatus());
    loop_.RunFor(absl::Seconds(1));
  }

  std::unique_ptr<Transport> transport_ = network_.Host("stranger");
  std::shared_ptr<Link> link_;
  std::optional<v1::BlockReply> answer_;
  std::optional<absl::Status> closed_;
};

TEST_F(RawPeerTest, GarbageClosesTheLinkAndDisturbsNobody) {
  Send({"\xff\xff garbage", {}});
  EXPECT_THAT(*closed_, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Replicate(0), IsOk());
}

TEST_F(RawPeerTest, DamagedRequestsDisturbNobody) {
  SeededRandom random(FuzzSeed());
  v1::BlockRequest put, get;
  put.set_version(ThisVersion());
  put.mutable_put()->mutable_id()->set_kind(1);
  put.mutable_put()->set_bytes(9);
  get.set_version(ThisVersion());
  get.mutable_get()->add_ids()->set_kind(1);
  for (int i = 0; i < 1500; ++i) {
    answer_.reset();
    closed_.reset();
    Send({DamagedMessage(i % 2 == 0 ? put : get, random), Bytes(9)});
  }
  EXPECT_THAT(Replicate(1'000'000), IsOk());
}

TEST_F(RawPeerTest, OtherVersionIsRefusedWithBothVersions) {
  v1::BlockRequest request;
  request.set_version("0.0.7");
  request.mutable_get();
  Send({request.SerializeAsString(), {}});
  EXPECT_EQ(answer_->code(), static_cast<int>(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(answer_->message(), AllOf(HasSubstr("0.0.7"), HasSubstr(ThisVersion())));
}

TEST_F(RawPeerTest, AnotherPatchVersionIsHeard) {
  v1::BlockRequest request;
  request.set_version(OtherPatch());
  request.mutable_put()->mutable_id()->set_kind(1);
  request.mutable_put()->set_bytes(10);
  Send({request.SerializeAsString(), Bytes(9)});
  EXPECT_EQ(answer_->code(), static_cast<int>(absl::StatusCode::kInvalidArgument)) << "the block is looked at";
}

TEST_F(RawPeerTest, TornBlockIsNotStored) {
  v1::BlockRequest request;
  request.set_version(ThisVersion());
  request.mutable_put()->mutable_id()->set_kind(1);
  request.mutable_put()->set_bytes(10);
  Send({request.SerializeAsString(), Bytes(9)});
  EXPECT_EQ(answer_->code(), static_cast<int>(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(two_.store.usage().blocks, 0);
}

TEST(ReplicaChooserTest, SuspectsComeLastUntilTheyAreTrustedAgain) {
  ReplicaChooser chooser;
  chooser.SetPeers({{ExecutorId(1), WorkerId("a"), ""}, {ExecutorId(2), WorkerId("b"), ""}});
  const absl::Time now = absl::UnixEpoch();
  chooser.Failed(ExecutorId(1), now);
  EXPECT_EQ(chooser.Next({}, {}, now)->executor, ExecutorId(2));
  EXPECT_EQ(chooser.Next({}, {}, now)->executor, ExecutorId(2));
  EXPECT_EQ(chooser.Next({WorkerId("b")}, {}, now)->executor, ExecutorId(1));
  EXPECT_FALSE(chooser.Next({WorkerId("b")}, {ExecutorId(1)}, now));
  const absl::Time later = now + ReplicaChooser::kSuspicion;
  EXPECT_EQ(chooser.Next({}, {}, later)->executor, ExecutorId(2));
  EXPECT_EQ(chooser.Next({}, {}, later)->executor, ExecutorId(1));
}

}  // namespace
}  // namespace sluice
