#include "engine/python/task_header.h"

#include <vector>

#include "common/base/status_matchers.h"
#include "common/base/str_cat.h"
#include "engine/python/big_endian.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

PythonBroadcast BroadcastOf(int64_t key, const std::string& pickled) {
  return PythonBroadcast(BroadcastValue::Offer(VariableKey(key), std::make_shared<std::string>(), pickled, nullptr));
}

// Reads what a worker reads.
class HeaderReader {
 public:
  explicit HeaderReader(std::string_view bytes) : rest_(bytes) {}
  template <class T>
  T Number() {
    const T number = BigEndianAt<T>(rest_.data());
    rest_.remove_prefix(sizeof(T));
    return number;
  }
  std::string Frame() {
    const int32_t bytes = Number<int32_t>();
    return Bytes(bytes);
  }
  std::string Bytes(size_t count) {
    std::string bytes(rest_.substr(0, count));
    rest_.remove_prefix(count);
    return bytes;
  }
  size_t left() const { return rest_.size(); }

 private:
  std::string_view rest_;
};

TEST(TaskHeaderTest, IsWhatAWorkerReads) {
  const PythonFunction function{.interpreter = {},
                                .command = "pickled",
                                .version = "3.11",
                                .includes = {"a.zip", "b.py"},
                                .files_folder = "/of the driver"};
  Writer out;
  std::set<int64_t> known;
  ASSERT_THAT(PutTaskHeader(function,
                            {.function_partition = 3,
                             .task_partition = 5,
                             .stage = 9,
                             .attempt = 1,
                             .attempt_id = 77,
                             .files_folder = "/files",
                             .local_properties = {{"a\"b", "c\nd"}}},
                            known, out),
              IsOk());
  HeaderReader in(out.view());
  EXPECT_EQ(in.Number<int32_t>(), -8);
  const int32_t bytes = in.Number<int32_t>();
  EXPECT_EQ(bytes, static_cast<int32_t>(in.left()));
  EXPECT_EQ(in.Number<int32_t>(), 3);
  EXPECT_EQ(in.Frame(), "3.11");
  EXPECT_EQ(in.Frame(),
            R"({"isBarrier":false,"connInfo":-1,"secret":"","stageId":9,"partitionId":5,"attemptNumber":1,)"
            R"("taskAttemptId":77,"cpus":1,"cpuAmount":"1","resources":{},"localProperties":{"a\"b":"c\u000ad"}})");
  EXPECT_EQ(in.Frame(), "/files");
  EXPECT_EQ(in.Number<int32_t>(), 2);
  EXPECT_EQ(in.Frame(), "a.zip");
  EXPECT_EQ(in.Frame(), "b.py");
  EXPECT_EQ(in.Bytes(1), std::string(1, '\0'));
  for (int i = 0; i < 4; ++i) EXPECT_EQ(in.Number<int32_t>(), 0);
  EXPECT_EQ(in.Frame(), "pickled");
  EXPECT_EQ(in.left(), 0);
}

// The broadcast variables that the worker is told of, after the five parts before them.
std::vector<std::string> Broadcasts(const PythonFunction& function, std::set<int64_t>& known) {
  Writer out;
  EXPECT_THAT(PutTaskHeader(function, {}, known, out), IsOk());
  HeaderReader in(out.view());
  in.Bytes(3 * sizeof(int32_t));
  for (int i = 0; i < 3; ++i) in.Frame();
  in.Bytes(sizeof(int32_t) + 1);
  std::vector<std::string> told;
  for (int32_t left = in.Number<int32_t>(); left > 0; --left) {
    const int64_t id = in.Number<int64_t>();
    told.push_back(id >= 0 ? StrCat("new ", id, " in ", in.Frame()) : StrCat("forget ", -id - 1));
  }
  return told;
}

TEST(TaskHeaderTest, AWorkerIsToldOfABroadcastOnceAndToForgetItWhenATaskHasItNotAnyMore) {
  const PythonBroadcast broadcast = BroadcastOf(1, "value");
  const PythonFunction with{.broadcasts = {broadcast}};
  std::set<int64_t> known;
  const std::vector<std::string> first = Broadcasts(with, known);
  ASSERT_EQ(first.size(), 1);
  EXPECT_THAT(first[0], HasSubstr(StrCat("new ", broadcast.id(), " in /")));
  EXPECT_TRUE(Broadcasts(with, known).empty());
  EXPECT_EQ(Broadcasts({}, known), std::vector{StrCat("forget ", broadcast.id())});
  EXPECT_EQ(Broadcasts(with, known).size(), 1);
}

TEST(TaskHeaderTest, ADestroyedBroadcastFailsTheTask) {
  const PythonBroadcast broadcast = BroadcastOf(2, "value");
  broadcast.value()->Destroy();
  std::set<int64_t> known;
  Writer out;
  EXPECT_THAT(PutTaskHeader({.broadcasts = {broadcast}}, {}, known, out),
              StatusIs(absl::StatusCode::kFailedPrecondition, MatchesRegex(".*after it was destroyed")));
}

}  // namespace
}  // namespace sluice
