#ifndef SLUICE_TOOLS_CLI_FLAG_PARSER_H_
#define SLUICE_TOOLS_CLI_FLAG_PARSER_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace sluice {

// Exit codes of every command; `submit` also returns those of the application.
inline constexpr int kExitOk = 0;
inline constexpr int kExitFailure = 1;
inline constexpr int kExitUsage = 2;

// The flags of one command, over CLI11, which stays out of this header. A flag --data-dir can also be given as
// `data-dir = ...` in a file named by --config, or as SLUICE_DATA_DIR in the environment; the command line goes before
// the file, the file before the environment.
class FlagParser {
 public:
  // `command`: "sluice submit". `examples`: whole lines, shown below the help.
  FlagParser(const std::string& command, const std::string& description, const std::string& examples);
  ~FlagParser();

  // Says what is wrong with a value.
  using Check = std::function<absl::Status(const std::string& value)>;

  // What is in the variable is the default. `name` with its dashes, a short one and a comma perhaps before it.
  void Text(const std::string& name, std::string& value, const std::string& help, const Check& check = nullptr);
  void Address(const std::string& name, std::string& value, const std::string& help);
  void Number(const std::string& name, int& value, int min, const std::string& help);
  void Switch(const std::string& name, bool& value, const std::string& help);
  void List(const std::string& name, std::vector<std::string>& values, const std::string& help);
  void Argument(const std::string& name, std::string& value, const std::string& help);
  // Everything after the other arguments; what begins with a dash needs a "--" before it.
  void Rest(const std::string& name, std::vector<std::string>& values, const std::string& help);

  // All that comes after the first argument that `is_program` is the program's own, and needs no "--".
  void RestFollows(bool (*is_program)(std::string_view argument));

  // The exit code when the command is over: its help was asked for, or what the user gave makes no sense.
  std::optional<int> Parse(int argc, char** argv);

 private:
  struct App;
  const std::unique_ptr<App> app_;
};

}  // namespace sluice

#endif  // SLUICE_TOOLS_CLI_FLAG_PARSER_H_
