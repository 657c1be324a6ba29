#include "engine/rows/files/compressed_text.h"

#include "absl/strings/str_format.h"
#include "common/base/str_cat.h"
#include "common/fs/file_system.h"
#include "common/fs/file_uri.h"

namespace sluice {

absl::Status WriteCompressedPart(const CompressedTextOptions& options, int partition, std::string_view text) {
  SLUICE_ASSIGN_OR_RETURN(FileSystem * files, FileSystemOf(options.folder));
  SLUICE_ASSIGN_OR_RETURN(const std::string part, Compress(text, options.compression));
  const std::string name = StrCat(absl::StrFormat("part-%05d", partition), SuffixOf(options.compression));
  return files->Publish(ChildPath(options.folder, name), part);
}

}  // namespace sluice
