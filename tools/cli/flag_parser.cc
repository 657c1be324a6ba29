#include "tools/cli/flag_parser.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <iostream>
#include <limits>
#include <string_view>

#include "common/base/version.h"

namespace sluice {
namespace {

std::string VariableName(std::string flag) {
  std::string name = "SLUICE_";
  for (const char c : flag.substr(flag.find_first_not_of('-'))) {
    name += c == '-' ? '_' : static_cast<char>(std::toupper(c));
  }
  return name;
}

void FinishFlag(CLI::Option* option, const std::string& name) { option->envname(VariableName(name)); }

}  // namespace

struct FlagParser::App {
  CLI::App cli;
  std::string name;
  std::vector<std::string>* rest = nullptr;  // Takes what comes after "--".
};

FlagParser::FlagParser(const std::string& command, const std::string& description, const std::string& examples)
    : app_(std::make_unique<App>()) {
  app_->name = command;
  app_->cli.name(command);
  app_->cli.description(description);
  app_->cli.footer(
      "\nExamples:\n" + examples +
      "\nEvery flag can also be a line `flag = value` of the file given by --config, or a variable\n"
      "SLUICE_FLAG of the environment. The command line goes before the file, the file before the environment.\n");
  app_->cli.get_formatter()->column_width(34);
  app_->cli.set_version_flag("--version", std::string("sluice ") + kVersion, "Print the version");
  app_->cli.set_config("--config", "", "Read flags from this file");
  app_->cli.allow_config_extras(CLI::config_extras_mode::error);
}

FlagParser::~FlagParser() = default;

void FlagParser::Text(const std::string& name, std::string& value, const std::string& help) {
  CLI::Option* option = app_->cli.add_option(name, value, help);
  if (!value.empty()) option->capture_default_str();
  FinishFlag(option, name);
}

void FlagParser::RequiredText(const std::string& name, std::string& value, const std::string& help) {
  CLI::Option* option = app_->cli.add_option(name, value, help)->required();
  FinishFlag(option, name);
}

void FlagParser::Number(const std::string& name, int& value, int min, const std::string& help) {
  CLI::Option* option = app_->cli.add_option(name, value, help);
  option->check(CLI::Range(min, std::numeric_limits<int>::max()));
  FinishFlag(option, name);
}

void FlagParser::Switch(const std::string& name, bool& value, const std::string& help) {
  FinishFlag(app_->cli.add_flag(name, value, help), name);
}

void FlagParser::List(const std::string& name, std::vector<std::string>& values, const std::string& help) {
  CLI::Option* option = app_->cli.add_option(name, values, help);
  option->allow_extra_args(false);
  FinishFlag(option, name);
}

void FlagParser::Argument(const std::string& name, std::string& value, const std::string& help) {
  app_->cli.add_option(name, value, help)->required()->configurable(false);
}

void FlagParser::Rest(const std::string& name, std::vector<std::string>& values, const std::string& help) {
  app_->cli.add_option(name, values, help)->configurable(false);
  app_->rest = &values;
}

std::optional<int> FlagParser::Parse(int argc, char** argv) {
  // CLI11 would take the "--" after `--cores 3` for the end of that flag's values.
  char** end = argv + argc;
  char** mark = app_->rest == nullptr ? end : std::find(argv, end, std::string_view("--"));
  try {
    app_->cli.parse(static_cast<int>(mark - argv), argv);
    if (mark != end) app_->rest->insert(app_->rest->end(), mark + 1, end);
    return std::nullopt;
  } catch (const CLI::Success& help_or_version) {
    return app_->cli.exit(help_or_version);
  } catch (const CLI::Error& error) {
    std::cerr << app_->name << ": " << error.what() << "\nTry " << app_->name << " --help.\n";
    return kExitUsage;
  }
}

}  // namespace sluice
