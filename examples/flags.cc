#include "examples/flags.h"

#include <CLI/CLI.hpp>
#include <iostream>

#include "common/base/printable.h"

namespace examples {
namespace {

template <class Value>
void Add(CLI::App& cli, const std::string& name, Value& value, const std::string& help, const CLI::Range& range) {
  CLI::Option* option = cli.add_option(name, value, help)->check(range);
  if (value != 0) option->capture_default_str();
}

}  // namespace

struct Flags::App {
  explicit App(const std::string& description) : cli(description) {}
  CLI::App cli;
};

Flags::Flags(const std::string& description) : app_(std::make_unique<App>(description)) {}
Flags::~Flags() = default;

void Flags::Text(const std::string& name, std::string& value, const std::string& help) {
  CLI::Option* option = app_->cli.add_option(name, value, help);
  if (!value.empty()) option->capture_default_str();
}

void Flags::Number(const std::string& name, int& value, int64_t min, const std::string& help, int64_t max) {
  Add(app_->cli, name, value, help, CLI::Range(min, max));
}

void Flags::Number(const std::string& name, int64_t& value, int64_t min, const std::string& help, int64_t max) {
  Add(app_->cli, name, value, help, CLI::Range(min, max));
}

void Flags::Number(const std::string& name, double& value, double min, const std::string& help, double max) {
  app_->cli.add_option(name, value, help)->check(CLI::Range(min, max));
}

void Flags::Exclude(const std::string& one, const std::string& other) {
  app_->cli.get_option(one)->excludes(app_->cli.get_option(other));
}

std::optional<int> Flags::Parse(int argc, char** argv) {
  try {
    app_->cli.parse(argc, argv);
    return std::nullopt;
  } catch (const CLI::Success& help) {
    app_->cli.exit(help);
    if (std::cout.flush()) return 0;
    std::cerr << argv[0] << ": cannot write the help to stdout\n";
    return 1;
  } catch (const CLI::ParseError& error) {
    std::cerr << argv[0] << ": " << sluice::Printable(error.what()) << "\nTry " << argv[0] << " --help.\n";
    return kExitUsage;
  }
}

}  // namespace examples
