#include <CLI/CLI.hpp>
#include <cstdio>
#include <optional>
#include <random>

#include "common/base/printable.h"
#include "common/base/str_cat.h"
#include "common/observe/logging.h"
#include "common/process/parse_flags.h"
#include "tests/sim/sweep.h"

namespace sluice {
namespace {

struct Flags {
  SweepOptions sweep;
  std::string mixes = "tests/sim/mixes";
  std::string only = "all";
  bool verbose = false;
};

void AddFlags(CLI::App& app, Flags& flags) {
  app.add_option("--seeds", flags.sweep.seeds, "how many runs")->capture_default_str();
  app.add_option("--first-seed", flags.sweep.first_seed, "seed of the first run; the others follow (default: random)");
  app.add_option("--threads", flags.sweep.threads, "runs side by side")->capture_default_str();
  app.add_option("--mixes", flags.mixes, "folder of the fault mixes")->capture_default_str();
  app.add_option("--mix", flags.only, "run only this one of them, or all in turn")->capture_default_str();
  app.add_option("--history", flags.sweep.history_max, "how many events of a failed run to print")
      ->capture_default_str();
  app.add_flag("--verbose", flags.verbose, "one line for each run, and the log of the code under test");
}

void PrintOutcome(const SeedOutcome& outcome) {
  std::printf("seed %llu %s: %s, %lld batches, %lld lines counted of %lld\n",
              static_cast<unsigned long long>(outcome.seed), outcome.mix.c_str(), outcome.status.ToString().c_str(),
              static_cast<long long>(outcome.batches), static_cast<long long>(outcome.lines.counted),
              static_cast<long long>(outcome.lines.written));
}

// `mixes`: what has to be seen of them, or null if they are too few to be asked.
int Report(const SweepResult& result, uint64_t first_seed, const std::vector<FaultMix>* mixes) {
  for (const SeedOutcome& failure : result.failures) std::printf("%s\n", Describe(failure).c_str());
  std::printf("%s", MarksTable(result).c_str());
  bool proved = true;
  if (mixes != nullptr && result.seeds >= 1000) {
    for (const std::string& mark : Unreached(result.marks, *mixes)) {
      std::printf("no run has reached: %s\n", mark.c_str());
      proved = false;
    }
    for (const std::string& fault : NeverHappened(result, *mixes)) {
      std::printf("has hit nothing: %s\n", fault.c_str());
      proved = false;
    }
  }
  std::printf("%lld seeds from %llu, %zu failed, %.0f seeds per second\n", static_cast<long long>(result.seeds),
              static_cast<unsigned long long>(first_seed), result.failures.size(), result.seeds_per_second());
  return result.failures.empty() && proved ? 0 : 1;
}

int Main(int argc, char** argv) {
  CLI::App app("Runs whole clusters in simulation, one for each seed, and checks every count.", "sim");
  Flags flags;
  flags.sweep.first_seed = std::random_device()() % 1'000'000'000;
  AddFlags(app, flags);
  if (std::optional<int> code = ParseFlags(app, argc, argv)) return *code;
  SetUpLogging({.role = "sim", .level = flags.verbose ? "debug" : "off"}).IgnoreError();
  absl::StatusOr<std::vector<FaultMix>> mixes = ReadFaultMixes(flags.mixes);
  if (!mixes.ok()) {
    std::fprintf(stderr, "sim: %s\n", Printable(ToStd(mixes.status().message())).c_str());
    return 1;
  }
  const size_t all = mixes->size();
  if (flags.only != "all") std::erase_if(*mixes, [&](const FaultMix& mix) { return mix.name != flags.only; });
  if (mixes->empty()) {
    std::fprintf(stderr, "sim: no fault mix is called %s\n", Printable(flags.only).c_str());
    return 1;
  }
  if (flags.verbose) flags.sweep.on_outcome = PrintOutcome;
  const SweepResult result = Sweep(flags.sweep, *mixes);
  return Report(result, flags.sweep.first_seed, mixes->size() == all ? &*mixes : nullptr);
}

}  // namespace
}  // namespace sluice

int main(int argc, char** argv) { return sluice::Main(argc, argv); }
