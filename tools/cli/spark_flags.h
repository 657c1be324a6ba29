#ifndef SLUICE_TOOLS_CLI_SPARK_FLAGS_H_
#define SLUICE_TOOLS_CLI_SPARK_FLAGS_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/settings/conf.h"
#include "tools/cli/flag_parser.h"

namespace sluice {

// The flags of spark-submit. Most are another spelling of a setting.
class SparkFlags {
 public:
  // The parser refuses those that are for what there is not here, and says why.
  void DeclareIn(FlagParser& parser);

  // What flags, --conf and the properties file say, the first of them counting, and the interpreters that the
  // environment names. Says on stderr, as `command`, what the file has that is no setting. INVALID_ARGUMENT: a value
  // that makes no sense. NOT_FOUND: there is no such file.
  absl::StatusOr<Conf> ToConf(const std::string& command) const;

 private:
  std::map<std::string, std::string> values_by_flag_;
  std::vector<std::string> conf_;
  std::string properties_file_;
  bool is_verbose_ = false;
};

// Whether the file is a PySpark program by its name. spark-submit calls the shell "pyspark-shell".
bool IsPythonProgram(std::string_view file);
inline constexpr std::string_view kSparkShell = "pyspark-shell";

// INVALID_ARGUMENT: Spark runs such a file, and Sluice does not.
absl::Status CheckKind(const std::string& file);

// Where a program runs: with the driver daemon of that address; empty: in this process.
// INVALID_ARGUMENT: it is a master that there is not here.
absl::StatusOr<std::string> DaemonOf(const std::string& master);

}  // namespace sluice

#endif  // SLUICE_TOOLS_CLI_SPARK_FLAGS_H_
