#include "driver/gateway/classes/spark_utils.h"

#include <cstdlib>
#include <memory>
#include <string>

#include "common/base/status.h"
#include "driver/gateway/class.h"
#include "driver/gateway/gateway.h"

namespace sluice::gateway {
namespace {

class File : public ObjectOf<File> {
 public:
  static const Class& Describe() {
    static const Class type = Class("java.io.File")
                                  .Has("getAbsolutePath", [](File& self) { return self.path_; })
                                  .Has("getPath", [](File& self) { return self.path_; });
    return type;
  }
  explicit File(std::string path) : path_(std::move(path)) {}
  std::string ToString() const override { return path_; }

 private:
  const std::string path_;
};

absl::StatusOr<std::shared_ptr<File>> NewFolder(const std::string& parent, const std::string& prefix) {
  std::string path = StrCat(parent, "/", prefix, "-XXXXXX");
  if (mkdtemp(path.data()) == nullptr) return absl::UnavailableError(StrCat("no folder can be made in ", parent));
  return std::make_shared<File>(path);
}

}  // namespace

const Class& SparkUtilsClass() {
  static const Class type =
      Class("org.apache.spark.util.Utils")
          .Static("getLocalDir", [](Gateway& gateway, Value) { return gateway.options().scratch_folder; })
          .Static("createTempDir", [](std::string parent, std::string prefix) { return NewFolder(parent, prefix); });
  return type;
}

}  // namespace sluice::gateway
