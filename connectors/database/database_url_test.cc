#include "connectors/database/database_url.h"

#include "common/base/damage.h"
#include "common/base/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

// kind hosts ports user password database
std::string Parsed(std::string_view text) {
  const absl::StatusOr<DatabaseUrl> url = ParseDatabaseUrl(text);
  if (!url.ok()) return std::string(url.status().message());
  const std::string kind = url->kind == DatabaseUrl::Kind::kPostgres ? "postgres" : "mariadb";
  return kind + " " + url->hosts + " " + url->ports + " " + url->user + " " + url->password + " " + url->database;
}

TEST(DatabaseUrlTest, IsWhatUsersWrite) {
  EXPECT_EQ(Parsed("postgresql://ann:se:cret@db1:5432/shop"), "postgres db1 5432 ann se:cret shop");
  EXPECT_EQ(Parsed("postgres://db1/shop"), "postgres db1    shop");
  EXPECT_EQ(Parsed("postgresql://db1:5432,db2:5433/shop"), "postgres db1,db2 5432,5433   shop");
  EXPECT_EQ(Parsed("postgresql:///shop?user=ann"), "postgres   ann  shop");
  EXPECT_EQ(Parsed("mysql://ann@[::1]:3306/shop"), "mariadb ::1 3306 ann  shop");
  EXPECT_EQ(Parsed("mariadb://db1"), "mariadb db1    ");
  EXPECT_EQ(Parsed("jdbc:postgresql://db1:5432/shop?user=ann&password=a%26b"), "postgres db1 5432 ann a&b shop");
  EXPECT_EQ(Parsed("jdbc:postgresql:shop"), "postgres     shop");
  EXPECT_EQ(Parsed("jdbc:postgresql:/"), "postgres     ");
  EXPECT_EQ(Parsed("jdbc:mysql://db1/shop?user=ann&password=x"), "mariadb db1  ann x shop");
  EXPECT_EQ(Parsed("jdbc:mariadb://db1:3307/"), "mariadb db1 3307   ");
}

TEST(DatabaseUrlTest, HasOptions) {
  EXPECT_THAT(ParseDatabaseUrl("jdbc:postgresql://h/d?user=a&sslmode=require&ApplicationName=a%20b")->options,
              ElementsAre(Pair("ApplicationName", "a b"), Pair("sslmode", "require")));
}

TEST(DatabaseUrlTest, SaysWhatItDoesNotTakeWithoutThePassword) {
  EXPECT_THAT(Parsed("oracle://ann:secret@db1/shop"), HasSubstr("begins with postgresql://, mysql:// or mariadb://"));
  EXPECT_THAT(Parsed("db1/shop?password=secret"), Not(HasSubstr("secret")));
  EXPECT_THAT(Parsed("mysql://ann:secret@a:1,b:2/shop"), HasSubstr("one host can be given for MySQL and MariaDB: a,b"));
  EXPECT_THAT(Parsed("mysql://address=(host=a)/shop"), HasSubstr("hosts are written as host:port"));
  EXPECT_THAT(Parsed("postgresql://ann:secret@db1:port/shop"), HasSubstr("no such port: port"));
  EXPECT_THAT(Parsed("postgresql://db1:65536/shop"), HasSubstr("no such port: 65536"));
}

TEST(DatabaseUrlTest, AnyTextIsParsedOrRefused) {
  SeededRandom random(FuzzSeed());
  for (int i = 0; i < 20'000; ++i) {
    (void)ParseDatabaseUrl(DamagedBytes("jdbc:postgresql://a%20:b@[::1]:1,c:2/d?user=%61&x=y#z", random));
  }
}

}  // namespace
}  // namespace sluice
