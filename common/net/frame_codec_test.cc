#include "common/net/frame_codec.h"

#include <grpcpp/support/slice.h>

#include <algorithm>
#include <string>
#include <vector>

#include "common/base/random.h"
#include "common/base/status_matchers.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::HasSubstr;

std::string BytesOf(const grpc::ByteBuffer& message) {
  std::vector<grpc::Slice> slices;
  EXPECT_TRUE(message.Dump(&slices).ok());
  std::string bytes;
  for (const grpc::Slice& slice : slices) bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  return bytes;
}

// Cut into pieces, as the network does.
grpc::ByteBuffer Pieces(const std::string& bytes, SeededRandom& random) {
  std::vector<grpc::Slice> slices;
  for (size_t at = 0; at < bytes.size();) {
    size_t length = std::min<size_t>(bytes.size() - at, random.Below(40));  // May be empty.
    slices.emplace_back(bytes.substr(at, length));
    at += length;
  }
  return grpc::ByteBuffer(slices.data(), slices.size());
}

grpc::ByteBuffer Whole(const std::string& bytes) {
  grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

TEST(FrameCodecTest, TheLayoutIsTheWrittenOne) {
  Frame frame{.head = "head", .body = {Buffer::FromString("bo"), Buffer::FromString("dy")}};
  EXPECT_EQ(BytesOf(EncodeFrame(frame)), std::string("\4\0\0\0headbody", 12));
  EXPECT_EQ(BytesOf(EncodeGoodbye(absl::NotFoundError("gone"))), std::string("\xFF\xFF\xFF\xFF\5\0\0\0gone", 12));
}

TEST(FrameCodecTest, APeersLongReasonIsCutShort) {
  auto decoded = DecodeMessage(EncodeGoodbye(absl::NotFoundError(std::string(1 << 20, 'x'))));
  ASSERT_THAT(decoded, IsOk());
  const absl::Status reason = std::get<Goodbye>(*decoded).reason;
  EXPECT_THAT(reason, StatusIs(absl::StatusCode::kNotFound, HasSubstr("x... (983040 more bytes)")));
}

TEST(FrameCodecTest, NeitherDirectionCopiesTheBody) {
  Buffer body = Buffer::FromString(std::string(1000, 'x'));
  grpc::ByteBuffer message = EncodeFrame({.head = "h", .body = {body}});
  EXPECT_EQ(body.owner().use_count(), 2);
  {
    auto decoded = DecodeMessage(message);
    ASSERT_THAT(decoded, IsOk());
    EXPECT_EQ(std::get<Frame>(*decoded).body.at(0).data(), body.data());
    message.Clear();
    EXPECT_EQ(Join(std::get<Frame>(*decoded).body), body.view());
  }
  EXPECT_EQ(body.owner().use_count(), 1) << "gRPC has let go of it";
}

TEST(FrameCodecTest, WhatIsNoMessageIsSaid) {
  EXPECT_THAT(DecodeMessage(grpc::ByteBuffer()), StatusIs(absl::StatusCode::kInvalidArgument, "message of 0 bytes"));
  EXPECT_THAT(DecodeMessage(Whole("abc")), StatusIs(absl::StatusCode::kInvalidArgument, "message of 3 bytes"));
  EXPECT_THAT(DecodeMessage(Whole(std::string("\5\0\0\0head", 8))),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("head=5 left=4")));
  EXPECT_THAT(DecodeMessage(Whole("\xFF\xFF\xFF\xFF")), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(FrameCodecTest, AGoodbyeOfAnUnknownCodeIsUnknown) {
  auto message = DecodeMessage(Whole("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFFwhy"));
  ASSERT_THAT(message, IsOk());
  EXPECT_THAT(std::get<Goodbye>(*message).reason, StatusIs(absl::StatusCode::kUnknown, "why"));
}

TEST(FrameCodecTest, RandomFramesComeBackWhateverThePieces) {
  SeededRandom random(1);
  auto text = [&] {
    std::string bytes(random.Below(100), ' ');
    for (char& c : bytes) c = static_cast<char>(random.Next());
    return bytes;
  };
  for (int i = 0; i < 2000; ++i) {
    Frame frame{.head = text(), .body = {Buffer::FromString(text()), Buffer::FromString(text())}};
    auto message = DecodeMessage(Pieces(BytesOf(EncodeFrame(frame)), random));
    ASSERT_THAT(message, IsOk());
    EXPECT_EQ(std::get<Frame>(*message).head, frame.head);
    EXPECT_EQ(Join(std::get<Frame>(*message).body), Join(frame.body));
  }
}

TEST(FrameCodecTest, AnyBytesAreDecodedOrRefused) {
  SeededRandom random(2);
  int refused = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes(random.Below(60), '\0');
    for (char& c : bytes) c = random.Below(3) == 0 ? static_cast<char>(random.Next()) : '\0';
    if (random.Below(8) == 0) bytes.insert(0, "\xFF\xFF\xFF\xFF");
    auto message = DecodeMessage(Pieces(bytes, random));
    refused += !message.ok();
    EXPECT_TRUE(message.ok() || absl::IsInvalidArgument(message.status())) << message.status();
  }
  EXPECT_GT(refused, 1000);
}

}  // namespace
}  // namespace sluice
