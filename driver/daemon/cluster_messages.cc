#include "driver/daemon/cluster_messages.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "common/base/printable.h"
#include "common/base/str_cat.h"
#include "common/process/executable_proto.h"

namespace sluice {
namespace {

constexpr size_t kApplicationIdBytesMax = 64;

}  // namespace

v1::DriverToWorker MessageOf(const LaunchExecutor& action, const Cluster& cluster) {
  const ApplicationSpec& spec = cluster.table().at(action.application).spec;
  const PlacedExecutor& placed = cluster.executors().at({action.application, action.executor});
  v1::DriverToWorker message;
  v1::LaunchExecutor& launch = *message.mutable_launch();
  launch.set_application(action.application.value());
  launch.set_application_name(spec.name);
  launch.set_executor(action.executor.value());
  launch.set_cores(placed.cores);
  launch.set_memory_bytes(placed.memory_bytes);
  launch.set_driver_address(cluster.running().at(action.application).driver_address);
  *launch.mutable_executable() = ToProto(spec.executable);
  launch.mutable_conf()->Assign(spec.conf.begin(), spec.conf.end());
  launch.mutable_arguments()->Assign(spec.arguments.begin(), spec.arguments.end());
  return message;
}

v1::DriverToWorker MessageOf(const StopExecutor& action) {
  v1::DriverToWorker message;
  message.mutable_stop()->set_application(action.application.value());
  message.mutable_stop()->set_executor(action.executor.value());
  return message;
}

v1::DriverToWorker MessageOf(const LeaveExecutor& action) {
  v1::DriverToWorker message;
  message.mutable_leave()->set_application(action.application.value());
  message.mutable_leave()->set_executor(action.executor.value());
  return message;
}

v1::DriverToWorker MessageOf(const TellPlace& action) {
  v1::DriverToWorker message;
  message.mutable_place()->set_application(action.application.value());
  message.mutable_place()->set_life(action.driver.life.value());
  message.mutable_place()->set_address(action.driver.address);
  return message;
}

v1::DaemonToApplication MessageOf(const StopDriver& action) {
  v1::DaemonToApplication message;
  message.mutable_stop()->set_graceful(true);
  message.mutable_stop()->set_reason(action.reason);
  message.mutable_stop()->set_grace_millis(absl::ToInt64Milliseconds(action.grace));
  return message;
}

absl::Status CheckApplicationId(const ApplicationId& id) {
  const std::string& text = id.value();
  const bool is_one = text.starts_with("app-") && text.size() <= kApplicationIdBytesMax &&
                      std::all_of(text.begin(), text.end(), [](char c) {
                        return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-';
                      });
  if (is_one) return absl::OkStatus();
  return absl::InvalidArgumentError(StrCat("\"", Printable(text), "\" is no id of an application: they are like ",
                                           "app-20261121104500-0000, and `sluice status` lists them"));
}

ApplicationSpec SpecOf(const v1::Submission& submission) {
  return {.name = submission.name(),
          .executable = FromProto(submission.executable()),
          .arguments = {submission.arguments().begin(), submission.arguments().end()},
          .conf = {submission.conf().begin(), submission.conf().end()},
          .cores_wanted = submission.cores(),
          .supervise = submission.supervise()};
}

bool HasEndedInOrder(const v1::ExecutorExited& exited) {
  const bool has_ended_well = exited.message().empty() && exited.exit_code() == 0 && exited.signal() == 0;
  return exited.leaving() || has_ended_well;
}

std::string HowItEnded(const v1::ExecutorExited& exited) {
  if (!exited.message().empty()) return exited.message();
  return ToString(ChildExit{.code = exited.exit_code(), .signal = exited.signal()});
}

}  // namespace sluice
