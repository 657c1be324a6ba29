#include "common/fs/objects/object_path.h"

#include "gtest/gtest.h"

namespace sluice {
namespace {

TEST(ObjectPathTest, ANameIsAppendedToADirectoryAsOnADisk) {
  const std::string directory = InNewestView("s3://bucket/a/b?region=eu-central-1&endpoint_override=host:9000");
  EXPECT_EQ(directory, "s3://bucket/a/b?region=eu-central-1&endpoint_override=host:9000&view=newest");
  const ObjectPath path = ParseObjectPath(InViewOf(7, directory) + "/state/counts/3");
  EXPECT_EQ(path.directory.authority, "bucket");
  EXPECT_EQ(path.directory.options, "?region=eu-central-1&endpoint_override=host:9000");
  EXPECT_EQ(path.Prefix(), "a/b/");
  EXPECT_EQ(path.view, 7);
  EXPECT_EQ(path.name, "state/counts/3");
  EXPECT_EQ(path.Text(), "s3://bucket/a/b/state/counts/3");
}

TEST(ObjectPathTest, AViewIsReplacedByAnother) {
  const std::string file = InViewOf(7, InNewestView("s3://bucket/a")) + "/blocks-1";
  EXPECT_EQ(file, "s3://bucket/a?view=7/blocks-1");
  EXPECT_EQ(InViewOf(12, file), "s3://bucket/a?view=12/blocks-1");
  EXPECT_EQ(ParseObjectPath(InNewestView("s3://bucket/a")).view, std::nullopt);
}

TEST(ObjectPathTest, ADirectoryMayBeAWholeBucket) {
  for (const char* uri : {"s3://bucket", "s3://bucket/"}) {
    const ObjectPath path = ParseObjectPath(InNewestView(uri) + "/x");
    EXPECT_EQ(path.Prefix(), "") << uri;
    EXPECT_EQ(path.name, "x") << uri;
    EXPECT_EQ(path.Text(), "s3://bucket/x") << uri;
  }
}

TEST(ObjectPathTest, WhereRowsAreSavedIsAUri) {
  EXPECT_EQ(UriOf("s3://bucket/a?region=x&view=7/saved/1-7"), "s3://bucket/a/saved/1-7?region=x");
  EXPECT_EQ(UriOf("s3://bucket/a?view=7/saved/1-7"), "s3://bucket/a/saved/1-7");
  EXPECT_EQ(UriOf("/a/saved"), "/a/saved");
}

TEST(ObjectPathTest, PathsOnDisksAndOtherUrisHaveNoView) {
  for (const char* path : {"/a/b?view=7", "s3://bucket/a", "s3://bucket/a?review=7", "file:/a?view=7"}) {
    EXPECT_FALSE(IsObjectPath(path)) << path;
    EXPECT_EQ(InViewOf(7, path), path);
  }
}

}  // namespace
}  // namespace sluice
