// dstream_adapter IN OUT WORK: runs every DStream conformance case IN/NAME.json and writes what it gave to
// OUT/NAME.json. Embedded; or on a cluster if SLUICE_MASTER=HOST:PORT names its driver and SLUICE the sluice command.

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "api/sluice/streaming.h"
#include "tests/conformance/case_run.h"
#include "tests/conformance/steps.h"

namespace sluice {
namespace {

constexpr char kManualClock[] = "spark.streaming.clock=manual";

nlohmann::json RunCase(Application& app, const nlohmann::json& test, const std::string& folder) {
  try {
    if (!test.contains("steps")) return CaseRun(app, test, folder).Run();
    Steps steps(app, Milliseconds(test.at("batch_interval_ms").get<int64_t>()), folder);
    return {{"steps", steps.Run(test.at("steps"))}};
  } catch (const std::exception& error) {
    return {{"error", true}, {"text", error.what()}};
  }
}

void RunCases(Application& app, const std::string& in, const std::string& out, const std::string& work) {
  for (const auto& entry : std::filesystem::directory_iterator(in)) {
    if (entry.path().extension() != ".json") continue;
    nlohmann::json test = nlohmann::json::parse(std::ifstream(entry.path()));
    nlohmann::json result = RunCase(app, test, work + "/" + entry.path().stem().string());
    std::ofstream(out + "/" + entry.path().filename().string()) << result.dump() << "\n";
  }
}

// Runs this program on the cluster instead; returns only if that cannot be done.
int Submit(const char* master, char** argv) {
  const char* sluice = std::getenv("SLUICE");
  std::string self = std::filesystem::canonical("/proc/self/exe");
  const char* command[] = {sluice == nullptr ? "sluice" : sluice,
                           "submit",
                           "--driver",
                           master,
                           "--conf",
                           kManualClock,
                           self.c_str(),
                           "--",
                           argv[1],
                           argv[2],
                           argv[3],
                           nullptr};
  execvp(command[0], const_cast<char**>(command));
  std::perror(command[0]);
  return 1;
}

}  // namespace
}  // namespace sluice

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: dstream_adapter IN_DIR OUT_DIR WORK_DIR\n");
    return 2;
  }
  const char* master = std::getenv("SLUICE_MASTER");
  if (master != nullptr && std::getenv("SLUICE_ROLE") == nullptr) return sluice::Submit(master, argv);
  setenv("SLUICE_CONF", sluice::kManualClock, /*overwrite=*/0);
  setenv("SLUICE_LOG_LEVEL", "warning", /*overwrite=*/0);
  return sluice::runApplication(argc, argv,
                                [&](sluice::Application& app) { sluice::RunCases(app, argv[1], argv[2], argv[3]); });
}
