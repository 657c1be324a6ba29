#ifndef SLUICE_TOOLS_CLI_PROPERTIES_FILE_H_
#define SLUICE_TOOLS_CLI_PROPERTIES_FILE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/settings/conf.h"

namespace sluice {

struct Properties {
  Conf conf;                         // spark.* and sluice.* alone.
  std::vector<std::string> ignored;  // Other names.
};

// A file as spark-defaults.conf: a name and a value a line, with spaces, '=' or ':' between; # begins a comment.
// NOT_FOUND, PERMISSION_DENIED: it cannot be read. INVALID_ARGUMENT: a value is no setting; names the line.
absl::StatusOr<Properties> ReadProperties(const std::string& path);

// spark-defaults.conf of $SPARK_CONF_DIR, else of $SPARK_HOME/conf, if it is there; else empty.
std::string DefaultPropertiesFile();

}  // namespace sluice

#endif  // SLUICE_TOOLS_CLI_PROPERTIES_FILE_H_
