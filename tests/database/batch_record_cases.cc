// What becomes of parts of batches that come twice, at once, late, or not to an end, in the database of
// SLUICE_DATABASE_URL.
#include <cstdlib>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/status_matchers.h"
#include "common/base/str_cat.h"
#include "connectors/database/batch_record.h"
#include "connectors/database/open_session.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Optional;
using testing::StrEq;

DatabaseUrl Url() { return *ParseDatabaseUrl(std::getenv("SLUICE_DATABASE_URL")); }
bool IsPostgres() { return Url().kind == DatabaseUrl::Kind::kPostgres; }

std::unique_ptr<SqlSession> Session() {
  absl::StatusOr<std::unique_ptr<SqlSession>> session = OpenSession(Url());
  EXPECT_THAT(session.status(), IsOk());
  return *std::move(session);
}

class BatchRecordTest : public testing::Test {
 protected:
  BatchRecordTest() {
    for (const char* table : {"sluice_parts", "counts"}) Do(StrCat("DROP TABLE IF EXISTS ", table));
    Do("CREATE TABLE counts (word VARCHAR(20), n BIGINT)");
  }

  void Do(const std::string& sql) { ASSERT_THAT(asker_->Execute(sql, {}).status(), IsOk()); }
  // How often a word is in the table.
  int64_t Count(const std::string& word) {
    const auto rows = asker_->Query(StrCat("SELECT COUNT(*) FROM counts WHERE word = '", word, "'"));
    return std::stoll(*rows->at(0).at(0));
  }
  int64_t Records() { return std::stoll(*asker_->Query("SELECT COUNT(*) FROM sluice_parts")->at(0).at(0)); }

  static BatchPart Part(int64_t batch, int partition, int64_t done_until = 0) {
    return {.program = "p1",
            .output = "counts",
            .batch = batch,
            .partition = partition,
            .partitions = 2,
            .rows = 1,
            .done_until = done_until};
  }
  static void Add(SqlSession& session, const std::string& word) {
    SqlCells row;
    row.Add(word);
    row.Add("1");
    ASSERT_THAT(session.Load({"counts", {"word", "n"}}, row), IsOk());
  }
  // A whole attempt: whether it has written the part.
  static absl::StatusOr<bool> Write(const BatchPart& part, const std::string& word) {
    const std::unique_ptr<SqlSession> session = Session();
    absl::StatusOr<bool> begun = BeginPart(*session, part);
    if (!begun.ok() || !*begun) return begun;
    Add(*session, word);
    const absl::Status committed = CommitPart(*session, part);
    if (!committed.ok()) return committed;
    return true;
  }

  const std::unique_ptr<SqlSession> asker_ = Session();
};

TEST_F(BatchRecordTest, APartThatComesTwiceIsWrittenOnce) {
  EXPECT_THAT(Write(Part(1000, 0), "a"), IsOkAndHolds(true));
  EXPECT_THAT(Write(Part(1000, 0), "a"), IsOkAndHolds(false));
  EXPECT_EQ(Count("a"), 1);
}

TEST_F(BatchRecordTest, OtherPartitionsBatchesOutputsAndProgramsAreOtherParts) {
  BatchPart other_output = Part(1000, 0), other_program = Part(1000, 0);
  other_output.output = "Counts";
  other_program.program = "p2";
  for (const BatchPart& part : {Part(1000, 0), Part(1000, 1), Part(2000, 0), other_output, other_program}) {
    EXPECT_THAT(Write(part, "a"), IsOkAndHolds(true));
  }
  EXPECT_EQ(Count("a"), 5);
}

TEST_F(BatchRecordTest, WhatWasNotCommittedIsNotThereAndIsWrittenByTheNextAttempt) {
  {
    const std::unique_ptr<SqlSession> session = Session();
    ASSERT_THAT(BeginPart(*session, Part(1000, 0)), IsOkAndHolds(true));
    Add(*session, "a");
  }
  EXPECT_THAT(Write(Part(1000, 0), "a"), IsOkAndHolds(true));
  EXPECT_EQ(Count("a"), 1);
}

TEST_F(BatchRecordTest, AnAttemptBesideAnotherWaitsForItAndThenFindsItsPart) {
  ASSERT_THAT(Write(Part(500, 0), "other"), IsOkAndHolds(true));
  const std::unique_ptr<SqlSession> first = Session();
  ASSERT_THAT(BeginPart(*first, Part(1000, 0)), IsOkAndHolds(true));
  Add(*first, "a");
  auto second = std::async(std::launch::async, [] { return Write(Part(1000, 0), "a"); });
  EXPECT_EQ(second.wait_for(std::chrono::milliseconds(300)), std::future_status::timeout);
  ASSERT_THAT(CommitPart(*first, Part(1000, 0)), IsOk());
  EXPECT_THAT(second.get(), IsOkAndHolds(false));
  EXPECT_EQ(Count("a"), 1);
}

TEST_F(BatchRecordTest, AnAttemptBesideAnotherThatDiesWritesThePart) {
  ASSERT_THAT(Write(Part(500, 0), "other"), IsOkAndHolds(true));
  std::unique_ptr<SqlSession> first = Session();
  ASSERT_THAT(BeginPart(*first, Part(1000, 0)), IsOkAndHolds(true));
  Add(*first, "a");
  auto second = std::async(std::launch::async, [] { return Write(Part(1000, 0), "a"); });
  EXPECT_EQ(second.wait_for(std::chrono::milliseconds(300)), std::future_status::timeout);
  first.reset();
  EXPECT_THAT(second.get(), IsOkAndHolds(true));
  EXPECT_EQ(Count("a"), 1);
}

TEST_F(BatchRecordTest, RecordsOfDoneBatchesGoAndWhoIsLateForThoseWritesNothing) {
  for (int partition : {0, 1}) ASSERT_THAT(Write(Part(1000, partition), "a"), IsOkAndHolds(true));
  ASSERT_THAT(Write(Part(2000, 1, /*done_until=*/1000), "b"), IsOkAndHolds(true));
  EXPECT_EQ(Records(), 3);
  ASSERT_THAT(Write(Part(2000, 0, /*done_until=*/1000), "b"), IsOkAndHolds(true));
  EXPECT_EQ(Records(), 2);
  for (int partition : {0, 1}) EXPECT_THAT(Write(Part(1000, partition), "a"), IsOkAndHolds(false));
  EXPECT_EQ(Count("a"), 2);
  EXPECT_EQ(Records(), 2);
}

TEST_F(BatchRecordTest, WhoHasRecordedABatchThatIsForgottenMeanwhileWritesNothing) {
  ASSERT_THAT(Write(Part(1000, 0), "a"), IsOkAndHolds(true));
  const std::unique_ptr<SqlSession> next = Session();
  ASSERT_THAT(BeginPart(*next, Part(2000, 0, /*done_until=*/1000)), IsOkAndHolds(true));
  auto late = std::async(std::launch::async, [] { return Write(Part(1000, 0), "a"); });
  EXPECT_EQ(late.wait_for(std::chrono::milliseconds(300)), std::future_status::timeout);
  ASSERT_THAT(CommitPart(*next, Part(2000, 0)), IsOk());
  EXPECT_THAT(late.get(), IsOkAndHolds(false));
  EXPECT_EQ(Count("a"), 1);
}

TEST_F(BatchRecordTest, ABatchOfAnotherNumberOfPartitionsOrRowsIsRefused) {
  ASSERT_THAT(Write(Part(1000, 0), "a"), IsOkAndHolds(true));
  BatchPart part = Part(1000, 0);
  part.rows = 2;
  EXPECT_THAT(Write(part, "a"), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("rows then=1 now=2")));
  for (int partition : {0, 1}) {
    part = Part(1000, partition);
    part.partitions = 3;
    EXPECT_THAT(Write(part, "a"),
                StatusIs(absl::StatusCode::kFailedPrecondition,
                         AllOf(HasSubstr("partitions then=2 now=3"), HasSubstr("spark.default.parallelism"))));
  }
  EXPECT_EQ(Count("a"), 1);
}

TEST_F(BatchRecordTest, AStatementThatEndsTheTransactionIsAnErrorAgainAndAgain) {
  for (int attempt : {1, 2}) {
    const std::unique_ptr<SqlSession> session = Session();
    ASSERT_THAT(BeginPart(*session, Part(1000, 0)), IsOkAndHolds(true)) << attempt;
    EXPECT_THAT(CheckStillInPart(*session, Part(1000, 0)), IsOk());
    ASSERT_THAT(session->Execute("COMMIT", {}).status(), IsOk());
    EXPECT_THAT(CheckStillInPart(*session, Part(1000, 0)),
                StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("has ended the transaction of part 0")));
  }
}

TEST_F(BatchRecordTest, TasksThatComeFirstMakeTheTableOfRecordsTogether) {
  std::vector<std::future<absl::StatusOr<bool>>> writes;
  for (int i = 0; i < 8; ++i)
    writes.push_back(std::async(std::launch::async, [i] { return Write(Part(1000, i), "a"); }));
  for (auto& write : writes) EXPECT_THAT(write.get(), IsOkAndHolds(true));
  EXPECT_EQ(Count("a"), 8);
}

TEST_F(BatchRecordTest, AnyTextComesThroughAsItIs) {
  const std::vector<std::optional<std::string>> texts = {
      "plain", "", "\\N", "tab\there", "line\nend\r\n", "back\\slash\\", "'quote'' \"", "\\.", "grün 水", std::nullopt};
  SqlCells rows;
  for (size_t i = 0; i < texts.size(); ++i) {
    rows.Add(std::to_string(i));
    texts[i] ? rows.Add(*texts[i]) : rows.AddNull();
  }
  ASSERT_THAT(asker_->Load({"counts", {"n", "word"}}, rows), IsOk());
  for (size_t i = 0; i < texts.size(); ++i) {
    SqlCells values;
    texts[i] ? values.Add(*texts[i]) : values.AddNull();
    values.Add(std::to_string(100 + i));
    EXPECT_THAT(asker_->Execute(IsPostgres() ? "INSERT INTO counts (word, n) VALUES ($1, $2)"
                                             : "INSERT INTO counts (word, n) VALUES (?, ?)",
                                values),
                IsOkAndHolds(1));
  }
  for (int from : {0, 100}) {
    const auto found =
        asker_->Query(StrCat("SELECT word FROM counts WHERE n >= ", from, " AND n < ", from + 100, " ORDER BY n"));
    ASSERT_THAT(found.status(), IsOk());
    std::vector<std::optional<std::string>> seen;
    for (const auto& row : *found) seen.push_back(row.at(0));
    EXPECT_EQ(seen, texts);
  }
}

TEST_F(BatchRecordTest, RowsThatDoNotFitAreAllLeftOutAndAnError) {
  SqlCells rows;
  for (const char* cell : {"short", "1", "much too long for a column of twenty characters", "2"}) rows.Add(cell);
  const std::unique_ptr<SqlSession> session = Session();
  ASSERT_THAT(BeginPart(*session, Part(1000, 0)), IsOkAndHolds(true));
  EXPECT_THAT(session->Load({"counts", {"word", "n"}}, rows),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("load rows into counts: ")));
  EXPECT_EQ(Count("short"), 0);
}

TEST_F(BatchRecordTest, ManyRowsAreLoaded) {
  SqlCells rows;
  constexpr int kRows = 200'000;
  for (int i = 0; i < kRows; ++i) {
    rows.Add(StrCat("word", i));
    rows.Add("1");
  }
  ASSERT_THAT(asker_->Load({"counts", {"word", "n"}}, rows), IsOk());
  EXPECT_THAT(asker_->Query("SELECT COUNT(*) FROM counts")->at(0).at(0), Optional(StrEq(std::to_string(kRows))));
}

TEST_F(BatchRecordTest, ADatabaseThatIsNotThereIsNamedWithoutThePassword) {
  DatabaseUrl url = Url();
  url.database = "nowhere";
  EXPECT_THAT(std::string(OpenSession(url).status().message()), HasSubstr("nowhere"));
  url.password = "secret";
  EXPECT_THAT(std::string(OpenSession(url).status().message()),
              AllOf(HasSubstr("cannot connect to "), testing::Not(HasSubstr("secret"))));
}

}  // namespace
}  // namespace sluice
