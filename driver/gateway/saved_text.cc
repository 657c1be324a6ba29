#include "driver/gateway/saved_text.h"

#include "common/base/status.h"
#include "common/fs/file_uri.h"
#include "driver/gateway/java_error.h"
#include "engine/rows/files/text_file.h"

namespace sluice::gateway {

absl::Status SaveText(const JavaRdd& rdd, const std::string& path) {
  const std::string folder = AbsolutePath(path);
  const absl::Status prepared = PrepareTextFolder(folder);
  if (absl::IsAlreadyExists(prepared) || absl::IsFailedPrecondition(prepared)) {
    return JavaError("org.apache.hadoop.mapred.FileAlreadyExistsException",
                     StrCat("Output directory file:", folder, " already exists"));
  }
  SLUICE_RETURN_IF_ERROR(prepared);
  rdd.handle().Run(RefTo<TextFileTerminal<FrameRow>>("saveAsTextFile", folder));
  return FinishTextFolder(folder);
}

}  // namespace sluice::gateway
