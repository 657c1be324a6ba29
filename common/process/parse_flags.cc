#include "common/process/parse_flags.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <string>

#include "common/base/printable.h"

namespace sluice {
namespace {

constexpr int kExitUsage = 2;

}  // namespace

std::optional<int> ParseFlags(CLI::App& app, int argc, char** argv) {
  const std::string program = Printable(argv[0]);
  try {
    app.parse(argc, argv);
    return std::nullopt;
  } catch (const CLI::Success& help) {
    app.exit(help);
    if (std::cout.flush()) return 0;
    std::cerr << program << ": cannot write the help to stdout\n";
    return 1;
  } catch (const CLI::ParseError& error) {
    std::cerr << program << ": " << Printable(error.what()) << "\nTry " << program << " --help.\n";
    return kExitUsage;
  }
}

}  // namespace sluice
