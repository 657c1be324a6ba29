#include "examples/flags.h"

#include <CLI/CLI.hpp>

#include "common/process/parse_flags.h"

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

std::optional<int> Flags::Parse(int argc, char** argv) { return sluice::ParseFlags(app_->cli, argc, argv); }

}  // namespace examples
