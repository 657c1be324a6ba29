#include <limits>
#include <memory>
#include <string>

#include "common/base/address.h"
#include "common/base/block_id_proto.h"
#include "common/base/block_info_proto.h"
#include "common/base/buffer.h"
#include "common/base/crc32c.h"
#include "common/base/ids.h"
#include "common/base/overloaded.h"
#include "common/base/random.h"
#include "common/base/status.h"
#include "common/base/status_matchers.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::HasSubstr;

TEST(StrongIdTest, EqualValuesOfOneKindAreEqualAndPrintAsTheirValue) {
  EXPECT_EQ(StreamId(3), StreamId(3));
  EXPECT_LT(StreamId(3), StreamId(4));
  EXPECT_EQ(ToString(WorkerId("worker-a")), "worker-a");
  EXPECT_FALSE((std::is_convertible_v<StreamId, ShuffleId>));
  EXPECT_FALSE((std::is_convertible_v<int, StreamId>));
}

TEST(LifeIdTest, NoLifeGivesAnIdThatAnotherHasGiven) {
  const TaskId last(DriverLife(1), TaskId::kNumberMax), next(DriverLife(2), 0);
  EXPECT_LT(last, next);
  EXPECT_EQ(next.life(), DriverLife(2));
  EXPECT_EQ(next.number(), 0);
  EXPECT_EQ(TaskId(last.value()), last) << "the value is all there is to send";
  EXPECT_EQ(TaskId(DriverLife(8'388'607), 5).life(), DriverLife(8'388'607));
  EXPECT_EQ(TaskId(DriverLife(3), 7).Next(), TaskId(DriverLife(3), 8));
  EXPECT_NE(TaskId(-1).life(), DriverLife(0)) << "what is damaged is of no life";
  EXPECT_FALSE((std::is_convertible_v<TaskId, ShuffleId>));
}

TEST(LifeIdTest, TheFirstLifeIsNotSaid) {
  EXPECT_EQ(ToString(ShuffleId(DriverLife(1), 17)), "17");
  EXPECT_EQ(ToString(ShuffleId(DriverLife(2), 17)), "2.17");
  EXPECT_EQ(ToString(BlockId::Shuffle(ShuffleId(DriverLife(2), 4), 5, 6)), "shuffle-2.4-5-6");
  EXPECT_EQ(ToString(BlockId::Input(StreamId(1), Epoch(DriverLife(2), 1), 30)), "input-1-2.1-30");
}

TEST(BlockIdTest, NamesSayWhatTheBlockIs) {
  EXPECT_EQ(ToString(BlockId::Input(StreamId(1), Epoch(2), 30)), "input-1-2-30");
  EXPECT_EQ(ToString(BlockId::Shuffle(ShuffleId(4), 5, 6)), "shuffle-4-5-6");
  EXPECT_EQ(ToString(BlockId::Rdd(RddId(7), 8)), "rdd-7-8");
}

TEST(BlockIdTest, TravelsAsProto) {
  BlockId id = BlockId::Input(StreamId(1), Epoch(DriverLife(2), 3), int64_t{1} << 40);
  EXPECT_THAT(FromProto(ToProto(id)), IsOkAndHolds(id));
  v1::BlockIdProto unknown;
  unknown.set_kind(9);
  EXPECT_THAT(FromProto(unknown), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("kind=9")));
}

TEST(BlockInfoTest, TravelsAsProto) {
  const BlockId id = BlockId::Input(StreamId(1), Epoch(3), 4);
  const BlockInfo info{.records = 5, .bytes = int64_t{1} << 40, .interval_number = 6, .metadata = "offsets 7 to 11"};
  const v1::BlockEntry entry = ToProto(id, info);
  EXPECT_THAT(FromProto(entry.id()), IsOkAndHolds(id));
  EXPECT_EQ(FromProto(entry, 6), info);
}

TEST(BufferTest, SlicesShareTheBytesAndKeepThemAlive) {
  auto text = std::make_shared<const std::string>("hello world");
  Buffer whole(text, *text);
  Buffer word = whole.Slice(6, 5);
  whole = Buffer();
  EXPECT_EQ(word.view(), "world");
  EXPECT_EQ(word.data(), text->data() + 6);
  EXPECT_EQ(text.use_count(), 2);
  EXPECT_EQ(Join({word, Buffer::FromString("!")}), "world!");
}

absl::StatusOr<int> Half(int number) {
  if (number % 2 != 0) return absl::InvalidArgumentError("odd");
  return number / 2;
}
absl::StatusOr<int> Quarter(int number) {
  SLUICE_ASSIGN_OR_RETURN(int half, Half(number));
  SLUICE_RETURN_IF_ERROR(Annotate(Half(half).status(), "second half of ", number));
  return half / 2;
}
TEST(StatusTest, MacrosReturnTheErrorWithItsContext) {
  EXPECT_THAT(Quarter(8), IsOkAndHolds(2));
  EXPECT_THAT(Quarter(7), StatusIs(absl::StatusCode::kInvalidArgument, "odd"));
  EXPECT_THAT(Quarter(6), StatusIs(absl::StatusCode::kInvalidArgument, "second half of 6: odd"));
}

TEST(AddressTest, ReadsWhatItWrites) {
  for (const char* text : {"localhost:7077", "10.0.0.1:0", "[::1]:65535", "a_b-c.example.org:1"}) {
    absl::StatusOr<Address> address = ParseAddress(text);
    ASSERT_THAT(address, IsOk()) << text;
    EXPECT_EQ(ToString(*address), text);
  }
  EXPECT_THAT(ParseAddress("[::1]:7077"), IsOkAndHolds(Address{"::1", 7077}));
}

TEST(AddressTest, SaysWhatIsWrong) {
  auto says = [](const char* why) { return StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(why)); };
  EXPECT_THAT(ParseAddress("localhost"), says("the port is missing: address=\"localhost\""));
  EXPECT_THAT(ParseAddress(":7077"), says("the host is missing"));
  EXPECT_THAT(ParseAddress(""), says("the port is missing"));
  EXPECT_THAT(ParseAddress("::1:7077"), says("needs brackets"));
  EXPECT_THAT(ParseAddress("http://a:80"), says("needs brackets"));
  EXPECT_THAT(ParseAddress("a b:80"), says("character"));
  EXPECT_THAT(ParseAddress("[a\nb\033[31m]:80"), says("character"));
  EXPECT_THAT(ParseAddress(std::string(300, 'a') + ":80"), says("too long: bytes=300 at most=255"));
  for (const char* text : {"a:", "a:x", "a:-1", "a:+1", "a:65536", "a:7 7", "a:99999999999"}) {
    EXPECT_THAT(ParseAddress(text), says("from 0 to 65535")) << text;
  }
}

TEST(Crc32cTest, MatchesTheTestVectorsOfRfc3720) {
  EXPECT_EQ(Crc32c(std::string(32, '\0')), 0x8A9136AAu);
  EXPECT_EQ(Crc32c(std::string(32, '\xff')), 0x62A8AB43u);
  EXPECT_EQ(Crc32c("123456789"), 0xE3069283u);
  EXPECT_EQ(Crc32c("6789", Crc32c("12345")), Crc32c("123456789"));
}

TEST(SeededRandomTest, GivesTheSameNumbersOnEveryMachine) {
  SeededRandom random(0);
  EXPECT_EQ(random.Next(), 0xE220A8397B1DCDAFu);
  EXPECT_EQ(random.Next(), 0x6E789E6AA1B965F4u);
}

}  // namespace
}  // namespace sluice
