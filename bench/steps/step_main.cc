// Measures one step of a record's road:  steps NAME
#include <csignal>
#include <cstdio>
#include <map>
#include <string>

#include "bench/steps/step.h"

int main(int argc, char** argv) {
  const std::map<std::string, void (*)()> steps = {
      {"receive", sluice::ReceiveStep},     {"block", sluice::BlockStep},
      {"replicate", sluice::ReplicateStep}, {"filter", sluice::FilterStep},
      {"split", sluice::SplitStep},         {"combine", sluice::CombineStep},
      {"shuffle", sluice::ShuffleStep},     {"received_log", sluice::ReceivedLogStep},
      {"block_log", sluice::BlockLogStep},
  };
  const auto step = steps.find(argc == 2 ? argv[1] : "");
  if (step == steps.end()) {
    std::fprintf(stderr, "usage: steps NAME, one of:");
    for (const auto& [name, run] : steps) std::fprintf(stderr, " %s", name.c_str());
    std::fprintf(stderr, "\n");
    return 2;
  }
  std::signal(SIGPIPE, SIG_IGN);
  step->second();
}
