#include "engine/python/worker_output.h"

#include <algorithm>
#include <cstring>

#include "common/base/damage.h"
#include "common/base/overloaded.h"
#include "common/base/status_matchers.h"
#include "common/base/str_cat.h"
#include "engine/python/big_endian.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;

std::string Show(const WorkerPart& part) {
  return std::visit(Overloaded{[](const WorkerRow& row) { return StrCat("row ", row.bytes); },
                               [](const WorkerFailure& failure) { return StrCat("failure ", failure.traceback); },
                               [](const WorkerEnd& end) {
                                 return StrCat("end of ", end.accumulator_updates.size(), " updates, ",
                                               end.is_reusable ? "reusable" : "not reusable");
                               }},
                    part);
}

// What comes of the bytes when so many are there at a time; the last one may be an error.
std::vector<std::string> Parts(std::string_view bytes, size_t at_once) {
  WorkerOutput output;
  std::vector<std::string> parts;
  while (!bytes.empty()) {
    const absl::Span<char> room = output.Room();
    const size_t some = std::min({bytes.size(), at_once, room.size()});
    std::memcpy(room.data(), bytes.data(), some);
    output.Filled(some);
    bytes.remove_prefix(some);
    while (true) {
      const absl::StatusOr<std::optional<WorkerPart>> part = output.Next();
      if (!part.ok()) return parts.push_back(std::string(part.status().message())), parts;
      if (!part->has_value()) break;
      parts.push_back(Show(**part));
    }
  }
  return parts;
}

std::string GoodTask() {
  Writer out;
  PutFrame(out, "one");
  PutFrame(out, "");
  PutBigEndian<int32_t>(out, -3);
  for (int i = 0; i < 6; ++i) PutBigEndian<int64_t>(out, i);
  PutBigEndian<int32_t>(out, -1);
  PutBigEndian<int32_t>(out, 2);
  PutFrame(out, "update");
  PutFrame(out, "another");
  PutBigEndian<int32_t>(out, -4);
  return out.ToString();
}

TEST(WorkerOutputTest, IsCutIntoRowsAndAnEndHoweverItComes) {
  for (size_t at_once = 1; at_once <= GoodTask().size(); ++at_once) {
    ASSERT_THAT(Parts(GoodTask(), at_once), ElementsAre("row one", "row ", "end of 2 updates, reusable")) << at_once;
  }
}

TEST(WorkerOutputTest, ATracebackIsAFailure) {
  Writer out;
  PutFrame(out, "row");
  PutBigEndian<int32_t>(out, -2);
  PutFrame(out, "Traceback: no");
  EXPECT_THAT(Parts(out.view(), 1000), ElementsAre("row row", "failure Traceback: no"));
}

TEST(WorkerOutputTest, AWorkerThatHasNotReadAllIsNotReusable) {
  Writer out;
  for (int32_t number : {-1, 0, -1}) PutBigEndian<int32_t>(out, number);
  EXPECT_THAT(Parts(out.view(), 1000), ElementsAre("end of 0 updates, not reusable"));
}

TEST(WorkerOutputTest, ARowMayBeLargerThanTheRoomThereIs) {
  Writer out;
  PutFrame(out, std::string(3 << 20, 'x'));
  PutFrame(out, "small");
  EXPECT_THAT(Parts(out.view(), 100'000), ElementsAre("row " + std::string(3 << 20, 'x'), "row small"));
}

TEST(WorkerOutputTest, WhatIsNoPartIsAnError) {
  Writer out;
  PutBigEndian<int32_t>(out, -77);
  EXPECT_THAT(Parts(out.view(), 4), ElementsAre("a Python worker wrote what is no part of its protocol: length=-77"));
}

TEST(WorkerOutputFuzzTest, AnyBytesArePartsOrAnError) {
  SeededRandom random(FuzzSeed());
  for (int round = 0; round < 20'000; ++round) Parts(DamagedBytes(GoodTask(), random), 1 + random.Below(64));
}

}  // namespace
}  // namespace sluice
