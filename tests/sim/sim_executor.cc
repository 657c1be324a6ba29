#include "tests/sim/sim_executor.h"

#include <atomic>

#include "common/base/check.h"
#include "common/base/str_cat.h"
#include "common/fs/temporary_folder.h"
#include "tests/sim/sim_application.h"

namespace sluice {
namespace {

// Block files are real; no two stores of this machine share a folder.
std::string FreshFolder() {
  static const TemporaryFolder folder = *TemporaryFolder::Create("sim");
  static std::atomic<int64_t> next{0};
  return StrCat(folder.path(), "/", next++);
}

}  // namespace

SimExecutor::SimExecutor(SimLoop& loop, SimDisk& disk, std::unique_ptr<Transport> network, Traffic& traffic,
                         const SimExecutorOptions& options, std::function<void(const std::string&)> on_ended)
    : worker_(options.worker),
      process_(loop),
      files_(disk),
      network_(std::move(network)),
      transport_(*network_, traffic.AtExecutor(options.id)),
      executor_(process_, transport_,
                {.application = ApplicationId(SimApplication::kId),
                 .executor = options.id,
                 .worker = WorkerId(StrCat("worker-", options.worker)),
                 .driver_address = options.driver_address,
                 .listen_address = StrCat("worker-", options.worker, ":0"),
                 .slots = options.slots,
                 .block_memory_bytes = options.memory_bytes,
                 .block_disk_bytes = options.disk_bytes,
                 .disk_folder = FreshFolder(),
                 .checkpoint_files = &files_,
                 .input_share = options.input_share,
                 .build_id = SimApplication::kBuildId}),
      main_(loop.NewMailbox("executor main")) {
  SLUICE_CHECK(executor_.Start().ok());
  main_->Post([this, on_ended = std::move(on_ended)] {
    std::optional<absl::Status> why;
    while (!why) why = executor_.Wait(absl::Hours(1));
    on_ended(StrCat("ends: ", why->ToString()));
  });
}

SimExecutor::~SimExecutor() {
  SetStopped(false);
  executor_.Shutdown();
  main_.reset();
}

}  // namespace sluice
