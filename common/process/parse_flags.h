#ifndef SLUICE_COMMON_PROCESS_PARSE_FLAGS_H_
#define SLUICE_COMMON_PROCESS_PARSE_FLAGS_H_

#include <optional>

namespace CLI {
class App;
}

namespace sluice {

// Sets what `app` has options for. The exit code when the program is over: its help was asked for, or what the user
// gave makes no sense (2), which is said on stderr so that no terminal obeys it.
std::optional<int> ParseFlags(CLI::App& app, int argc, char** argv);

}  // namespace sluice

#endif  // SLUICE_COMMON_PROCESS_PARSE_FLAGS_H_
