#include "common/fs/arrow/arrow_status.h"

#include <arrow/util/io_util.h>

#include <cerrno>
#include <string>

#include "gtest/gtest.h"

namespace sluice {
namespace {

const std::string kUri = "s3://key:secret@bucket/a?region=x";

absl::Status Said(const std::string& text) { return FromArrow(arrow::Status::IOError(text), "read", kUri); }

// Texts as S3 and Arrow gave them.
TEST(ArrowStatusTest, TheTextTellsWhatItIsAndWhatToDo) {
  struct Case {
    std::string text;
    absl::StatusCode code;
    std::string advice;
  };
  for (const Case& c :
       {Case{"When listing objects under key 'x/' in bucket 'b': AWS Error NO_SUCH_BUCKET during "
             "ListObjectsV2 operation: The specified bucket does not exist",
             absl::StatusCode::kNotFound, "make the bucket"},
        Case{"Path does not exist 'bucket/a'", absl::StatusCode::kNotFound, ""},
        Case{"AWS Error ACCESS_DENIED during HeadObject operation: No response body.",
             absl::StatusCode::kPermissionDenied, "AWS_ACCESS_KEY_ID"},
        Case{"AWS Error UNKNOWN (HTTP status 403) during ListObjectsV2 operation: SignatureDoesNotMatch",
             absl::StatusCode::kPermissionDenied, "AWS_ACCESS_KEY_ID"},
        Case{"AWS Error NETWORK_CONNECTION during HeadObject operation: curlCode: 28, Timeout was reached",
             absl::StatusCode::kUnavailable, "endpoint_override"},
        Case{"something else", absl::StatusCode::kUnavailable, ""}}) {
    const absl::Status status = Said(c.text);
    EXPECT_EQ(status.code(), c.code) << status;
    EXPECT_NE(status.message().find("cannot read s3://bucket/a: " + c.text), std::string::npos) << status;
    EXPECT_NE(status.message().find(c.advice), std::string::npos) << status;
    EXPECT_EQ(status.message().find("secret"), std::string::npos);
  }
}

TEST(ArrowStatusTest, AnErrorOfTheSystemKeepsItsNumber) {
  const absl::Status status =
      FromArrow(arrow::internal::StatusFromErrno(ENOSPC, arrow::StatusCode::IOError, "write"), "write", "hdfs://h/a");
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
  EXPECT_TRUE(FromArrow(arrow::Status::OK(), "write", kUri).ok());
}

}  // namespace
}  // namespace sluice
