#include "tools/cli/flag_parser.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <iostream>
#include <limits>
#include <string_view>

#include "absl/strings/escaping.h"
#include "common/base/address.h"
#include "common/base/printable.h"
#include "common/base/version.h"
#include "common/process/standard_output.h"

namespace sluice {
namespace {

std::string VariableName(std::string flag) {
  std::string name = "SLUICE_";
  for (const char c : flag.substr(flag.rfind("--") + 2)) {
    name += c == '-' ? '_' : static_cast<char>(std::toupper(c));
  }
  return name;
}

// Where a value came from that the command line does not have; nothing if it does.
std::string Origin(const std::string& problem, const std::vector<std::string>& words) {
  const size_t begin = problem.find("--");
  if (begin == std::string::npos) return "";
  const std::string flag = problem.substr(begin, problem.find_first_of(": =", begin) - begin);
  const auto is_flag = [](const std::string& flag) {
    return [&flag](const std::string& word) { return word.rfind(flag, 0) == 0; };
  };
  if (std::any_of(words.begin(), words.end(), is_flag(flag))) return "";
  if (std::any_of(words.begin(), words.end(), is_flag("--config"))) return " (in the file given by --config)";
  return " (" + VariableName(flag) + " in the environment)";
}

std::string Explain(const CLI::Error& error, const CLI::App& cli) {
  constexpr std::string_view kUnknown = "INI was not able to parse ";
  const std::string problem = error.what();
  if (problem.rfind(kUnknown, 0) != 0) return problem;
  const std::string line = absl::CEscape(problem.substr(kUnknown.size(), 80));
  return "the file " + cli.get_config_ptr()->as<std::string>() + " given by --config sets \"" + line +
         "\", which is no flag of this command";
}

void FinishFlag(CLI::Option* option, const std::string& name) { option->envname(VariableName(name)); }

}  // namespace

struct FlagParser::App {
  CLI::App cli;
  std::string name;
  std::vector<std::string>* rest = nullptr;  // Takes what comes after "--".
  bool (*is_program)(std::string_view) = nullptr;

  // Whether the next word is a value of this one.
  bool TakesNext(const std::string& word) const {
    if (word.size() < 2 || word[0] != '-' || word.find('=') != std::string::npos) return false;
    const CLI::Option* const option = cli.get_option_no_throw(word);
    return option != nullptr && option->get_items_expected_max() > 0;
  }
  struct Split {
    char** own_end;
    char** rest;  // It begins behind a "--", or behind the program.
  };
  Split Find(char** argv, char** end) const {
    if (rest == nullptr) return {end, end};
    for (char** word = argv + 1; word < end; ++word) {
      if (std::string_view(*word) == "--") return {word, word + 1};
      if (is_program == nullptr) continue;
      if ((*word)[0] != '-' && is_program(*word)) return {word + 1, word + 1};
      if (TakesNext(*word)) ++word;
    }
    return {end, end};
  }
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
  app_->cli.set_version_flag("--version", std::string("sluice ") + ThisVersion(), "Print the version");
  app_->cli.set_config("--config", "", "Read flags from this file");
  app_->cli.allow_config_extras(CLI::config_extras_mode::error);
}

FlagParser::~FlagParser() = default;

void FlagParser::Text(const std::string& name, std::string& value, const std::string& help, const Check& check) {
  CLI::Option* option = app_->cli.add_option(name, value, help);
  if (!value.empty()) option->capture_default_str();
  // CLI11 takes an empty text for "nothing is wrong".
  if (check) option->check([check](const std::string& text) { return std::string(check(text).message()); });
  FinishFlag(option, name);
}

void FlagParser::Address(const std::string& name, std::string& value, const std::string& help) {
  Text(name, value, help, [](const std::string& text) { return ParseAddress(text).status(); });
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

void FlagParser::RestFollows(bool (*is_program)(std::string_view argument)) { app_->is_program = is_program; }

std::optional<int> FlagParser::Parse(int argc, char** argv) {
  // CLI11 would take the "--" after `--cores 3` for the end of that flag's values.
  const App::Split split = app_->Find(argv, argv + argc);
  try {
    app_->cli.parse(static_cast<int>(split.own_end - argv), argv);
    if (app_->rest != nullptr) app_->rest->insert(app_->rest->end(), split.rest, argv + argc);
    return std::nullopt;
  } catch (const CLI::Success& help_or_version) {
    app_->cli.exit(help_or_version);
    const absl::Status lost = LostOutput();
    if (!lost.ok()) std::cerr << app_->name << ": " << lost.message() << "\n";
    return lost.ok() ? kExitOk : kExitFailure;
  } catch (const CLI::Error& error) {
    const std::vector<std::string> words(argv + 1, split.own_end);
    std::cerr << app_->name << ": " << Printable(Explain(error, app_->cli) + Origin(error.what(), words)) << "\nTry "
              << app_->name << " --help.\n";
    return kExitUsage;
  }
}

}  // namespace sluice
