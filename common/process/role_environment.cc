#include "common/process/role_environment.h"

#include <cstdlib>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/address.h"
#include "common/base/status.h"

namespace sluice {
namespace {

using Getter = std::function<std::optional<std::string>(const std::string& name)>;

absl::Status Bad(std::string_view name, std::string_view value, std::string_view expected) {
  return absl::InvalidArgumentError(StrCat(name, "=\"", value, "\" in the environment: expected ", expected));
}

absl::StatusOr<Role> ParseRole(const std::optional<std::string>& text) {
  if (!text.has_value()) return Role::kEmbedded;
  if (*text == "driver") return Role::kDriver;
  if (*text == "executor") return Role::kExecutor;
  return Bad("SLUICE_ROLE", *text, "driver or executor");
}

absl::Status ReadText(const Getter& get, const std::string& name, std::string& into) {
  std::optional<std::string> text = get(name);
  if (!text.has_value() || text->empty()) return Bad(name, "", "a value, since SLUICE_ROLE is set");
  into = *std::move(text);
  return absl::OkStatus();
}

absl::Status ReadAddress(const Getter& get, const std::string& name, std::string& into) {
  SLUICE_RETURN_IF_ERROR(ReadText(get, name, into));
  return Annotate(ParseAddress(into).status(), name, " in the environment");
}

template <class T>
absl::Status ReadNumber(const Getter& get, const std::string& name, T& into) {
  std::string text;
  SLUICE_RETURN_IF_ERROR(ReadText(get, name, text));
  if (!absl::SimpleAtoi(text, &into) || into < 0) return Bad(name, text, "a whole number from 0");
  return absl::OkStatus();
}

absl::Status ReadConf(const Getter& get, Conf& conf) {
  const std::string lines = get("SLUICE_CONF").value_or("");
  for (absl::string_view line : absl::StrSplit(lines, '\n', absl::SkipEmpty())) {
    SLUICE_RETURN_IF_ERROR(Annotate(conf.SetPair(ToStd(line)), "SLUICE_CONF in the environment"));
  }
  return absl::OkStatus();
}

absl::Status ReadDriver(const Getter& get, RoleEnvironment& out) {
  SLUICE_RETURN_IF_ERROR(ReadNumber(get, "SLUICE_EXECUTORS", out.executors));
  int32_t life = 0;
  SLUICE_RETURN_IF_ERROR(ReadNumber(get, "SLUICE_DRIVER_LIFE", life));
  out.life = DriverLife(life);
  return absl::OkStatus();
}

absl::Status ReadExecutor(const Getter& get, RoleEnvironment& out) {
  int32_t executor = 0;
  std::string worker;
  SLUICE_RETURN_IF_ERROR(ReadAddress(get, "SLUICE_DRIVER", out.driver));
  SLUICE_RETURN_IF_ERROR(ReadNumber(get, "SLUICE_EXECUTOR", executor));
  SLUICE_RETURN_IF_ERROR(ReadText(get, "SLUICE_WORKER", worker));
  SLUICE_RETURN_IF_ERROR(ReadNumber(get, "SLUICE_CORES", out.cores));
  SLUICE_RETURN_IF_ERROR(ReadNumber(get, "SLUICE_MEMORY", out.memory_bytes));
  out.executor = ExecutorId(executor);
  out.worker = WorkerId(std::move(worker));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<RoleEnvironment> ParseRoleEnvironment(const Getter& get) {
  RoleEnvironment out;
  SLUICE_ASSIGN_OR_RETURN(out.role, ParseRole(get("SLUICE_ROLE")));
  SLUICE_RETURN_IF_ERROR(ReadConf(get, out.conf));
  out.log_level = get("SLUICE_LOG_LEVEL").value_or(out.log_level);
  if (out.role == Role::kEmbedded) return out;
  std::string application;
  SLUICE_RETURN_IF_ERROR(ReadText(get, "SLUICE_APPLICATION", application));
  out.application = ApplicationId(application);
  out.application_name = get("SLUICE_APPLICATION_NAME").value_or(application);
  SLUICE_RETURN_IF_ERROR(ReadAddress(get, "SLUICE_DAEMON", out.daemon));
  out.daemon_address_file = get("SLUICE_DAEMON_ADDRESS_FILE").value_or("");
  SLUICE_RETURN_IF_ERROR(ReadAddress(get, "SLUICE_LISTEN", out.listen));
  SLUICE_RETURN_IF_ERROR(ReadText(get, "SLUICE_WORK_DIR", out.work_dir));
  SLUICE_RETURN_IF_ERROR(out.role == Role::kDriver ? ReadDriver(get, out) : ReadExecutor(get, out));
  return out;
}

absl::StatusOr<RoleEnvironment> RoleEnvironmentOfThisProcess() {
  return ParseRoleEnvironment([](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  });
}

std::vector<std::string> ToVariables(const RoleEnvironment& environment) {
  if (environment.role == Role::kEmbedded) return {};
  std::vector<std::string> variables;
  const auto set = [&](std::string_view name, const auto& value) { variables.push_back(StrCat(name, "=", value)); };
  set("SLUICE_ROLE", environment.role == Role::kDriver ? "driver" : "executor");
  set("SLUICE_APPLICATION", environment.application.value());
  set("SLUICE_APPLICATION_NAME", environment.application_name);
  set("SLUICE_DAEMON", environment.daemon);
  set("SLUICE_DAEMON_ADDRESS_FILE", environment.daemon_address_file);
  set("SLUICE_LISTEN", environment.listen);
  set("SLUICE_WORK_DIR", environment.work_dir);
  set("SLUICE_CONF", absl::StrJoin(environment.conf.values(), "\n", absl::PairFormatter("=")));
  set("SLUICE_LOG_LEVEL", environment.log_level);
  if (environment.role == Role::kDriver) {
    set("SLUICE_EXECUTORS", environment.executors);
    set("SLUICE_DRIVER_LIFE", environment.life);
    return variables;
  }
  set("SLUICE_DRIVER", environment.driver);
  set("SLUICE_EXECUTOR", environment.executor.value());
  set("SLUICE_WORKER", environment.worker.value());
  set("SLUICE_CORES", environment.cores);
  set("SLUICE_MEMORY", environment.memory_bytes);
  return variables;
}

}  // namespace sluice
