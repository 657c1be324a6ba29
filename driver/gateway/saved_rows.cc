#include "driver/gateway/saved_rows.h"

#include <map>

#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/fs/file_uri.h"
#include "driver/gateway/java_error.h"
#include "engine/python/pickle_file.h"
#include "engine/rows/files/compressed_text.h"
#include "engine/rows/files/text_file.h"

namespace sluice::gateway {
namespace {

absl::Status Prepare(const std::string& folder) {
  const absl::Status prepared = PrepareTextFolder(folder);
  if (!absl::IsAlreadyExists(prepared) && !absl::IsFailedPrecondition(prepared)) return prepared;
  return JavaError("org.apache.hadoop.mapred.FileAlreadyExistsException",
                   StrCat("Output directory ", QualifiedPath(folder), " already exists"));
}

absl::Status Save(const JavaRdd& rdd, const std::string& folder, const OperatorRef& terminal) {
  SLUICE_RETURN_IF_ERROR(Prepare(folder));
  rdd.handle().Run(terminal);
  return FinishTextFolder(folder);
}

absl::StatusOr<Compression> CompressionNamed(const std::string& codec) {
  static const std::map<std::string, Compression>& codecs =
      *new std::map<std::string, Compression>{{"org.apache.hadoop.io.compress.GzipCodec", Compression::kGzip},
                                              {"org.apache.hadoop.io.compress.BZip2Codec", Compression::kBzip2},
                                              {"org.apache.hadoop.io.compress.DefaultCodec", Compression::kDeflate},
                                              {"org.apache.hadoop.io.compress.DeflateCodec", Compression::kDeflate},
                                              {"org.apache.hadoop.io.compress.ZStandardCodec", Compression::kZstd}};
  const auto found = codecs.find(codec);
  if (found != codecs.end()) return found->second;
  return JavaError("java.lang.UnsupportedOperationException",
                   StrCat("the codec ", codec,
                          " is not supported by Sluice: GzipCodec, BZip2Codec, DefaultCodec and "
                          "ZStandardCodec of org.apache.hadoop.io.compress are"));
}

}  // namespace

absl::Status SaveText(const JavaRdd& rdd, const std::string& path) {
  const std::string folder = AbsolutePath(path);
  return Save(rdd, folder, RefTo<TextFileTerminal<FrameRow>>("saveAsTextFile", folder));
}

absl::Status SaveCompressedText(const JavaRdd& rdd, const std::string& path, const std::string& codec) {
  SLUICE_ASSIGN_OR_RETURN(const Compression compression, CompressionNamed(codec));
  const std::string folder = AbsolutePath(path);
  return Save(rdd, folder, RefTo<CompressedTextTerminal<FrameRow>>("saveAsTextFile", {folder, compression}));
}

absl::Status SaveObjects(const JavaRdd& rdd, const std::string& path) {
  const std::string folder = AbsolutePath(path);
  return Save(rdd, folder, RefTo<PickleFileTerminal>("saveAsObjectFile", folder));
}

}  // namespace sluice::gateway
