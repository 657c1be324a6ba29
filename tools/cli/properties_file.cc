#include "tools/cli/properties_file.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "common/base/status.h"

namespace sluice {
namespace {

absl::Status AddLine(absl::string_view line, Properties& properties) {
  line = absl::StripAsciiWhitespace(line);
  if (line.empty() || line[0] == '#' || line[0] == '!') return absl::OkStatus();
  const size_t end = std::min(line.find_first_of(" \t=:"), line.size());
  const std::string name(line.substr(0, end));
  absl::string_view value = absl::StripLeadingAsciiWhitespace(line.substr(end));
  if (!value.empty() && (value[0] == '=' || value[0] == ':')) value.remove_prefix(1);
  if (!absl::StartsWith(name, "spark.") && !absl::StartsWith(name, "sluice.")) {
    properties.ignored.push_back(name);
    return absl::OkStatus();
  }
  return properties.conf.SetPair(StrCat(name, "=", absl::StripAsciiWhitespace(value)));
}

}  // namespace

absl::StatusOr<Properties> ReadProperties(const std::string& path) {
  std::ifstream in(path);
  std::string line;
  Properties properties;
  int number = 0;
  while (std::getline(in, line)) {
    SLUICE_RETURN_IF_ERROR(Annotate(AddLine(line, properties), path, ":", ++number));
  }
  if (number > 0 || in.eof()) return properties;
  const std::string what = StrCat("read ", path, ": ", std::strerror(errno));
  return errno == ENOENT ? absl::NotFoundError(what) : absl::PermissionDeniedError(what);
}

std::string DefaultPropertiesFile() {
  const char* const folder = std::getenv("SPARK_CONF_DIR");
  const char* const home = std::getenv("SPARK_HOME");
  if (folder == nullptr && home == nullptr) return "";
  const std::string path =
      folder != nullptr ? StrCat(folder, "/spark-defaults.conf") : StrCat(home, "/conf/spark-defaults.conf");
  std::error_code error;
  return std::filesystem::exists(path, error) ? path : "";
}

}  // namespace sluice
