#include "driver/gateway/gateway.h"

#include <algorithm>
#include <utility>

#include "common/base/secret.h"
#include "common/base/status.h"
#include "common/observe/logging.h"
#include "common/settings/program_names.h"
#include "driver/gateway/classes/gateway_server.h"
#include "driver/gateway/commands.h"
#include "driver/gateway/context.h"
#include "driver/gateway/java_error.h"
#include "driver/gateway/local_master.h"

namespace sluice::gateway {
namespace {

constexpr absl::Duration kSecretPatience = absl::Seconds(15);
constexpr size_t kSecretBytesMax = 1024;
constexpr char kServerId[] = "GATEWAY_SERVER";

}  // namespace

absl::StatusOr<std::unique_ptr<Gateway>> Gateway::Start(GatewayOptions options) {
  std::unique_ptr<Gateway> gateway(new Gateway(std::move(options)));
  SLUICE_ASSIGN_OR_RETURN(gateway->results_, ResultServer::Start());
  SLUICE_ASSIGN_OR_RETURN(gateway->listener_, LoopbackListener::Start([all = gateway.get()](LineSocket& socket) {
                            return all->Greet(socket);
                          }));
  return gateway;
}

Gateway::Gateway(GatewayOptions options)
    : options_(std::move(options)),
      secret_(NewSecret()),
      python_(*this),
      functions_(python_),
      server_object_(std::make_shared<GatewayServer>(*this)) {
  imports_.push_back("java.lang.*");
}

Gateway::~Gateway() {
  StopContext();  // Ends what connections wait for.
  listener_.reset();
  results_.reset();
  objects_.Clear();
}

bool Gateway::IsLetIn(LineSocket& socket) {
  socket.LimitWaits(kSecretPatience);
  const absl::StatusOr<std::string> name = socket.ReadLine(kSecretBytesMax);
  if (!name.ok() || *name != "A") return false;
  const absl::StatusOr<std::string> secret = socket.ReadLine(kSecretBytesMax);
  socket.LimitWaits(absl::InfiniteDuration());
  return secret.ok() && IsSameSecret(secret_, *secret);
}

LoopbackListener::Serve Gateway::Greet(LineSocket& socket) {
  if (IsLetIn(socket)) return [this](LineSocket& known) { Serve(known); };
  LogWarning("gateway", "a client without the secret was sent away");
  (void)socket.Write("!xsAuthentication error: bad auth token\n");
  return nullptr;
}

void Gateway::Serve(LineSocket& socket) {
  absl::Status status = socket.Write("!yv\n");
  while (status.ok()) {
    absl::StatusOr<std::string> line = socket.ReadLine();
    if (!line.ok()) return;
    const absl::StatusOr<Command> command = ReadCommand(*std::move(line), socket);
    if (!command.ok()) return LogWarning("gateway", "a connection is closed: ", command.status().message());
    status = socket.Write(Answer(*this, *command));
  }
}

absl::StatusOr<ObjectPtr> Gateway::Find(std::string_view id) {
  if (id == kServerId) return server_object_;
  return objects_.Find(id);
}

absl::StatusOr<Value> Gateway::Receive(std::string_view part) {
  SLUICE_ASSIGN_OR_RETURN(Value value, ParseValue(part));
  const Reference* const reference = std::get_if<Reference>(&value);
  if (reference == nullptr) return value;
  SLUICE_ASSIGN_OR_RETURN(ObjectPtr object, Find(reference->id));
  return Value(std::move(object));
}

void Gateway::Import(std::string name) {
  MutexLock lock(&mu_);
  if (std::find(imports_.begin(), imports_.end(), name) == imports_.end()) imports_.push_back(std::move(name));
}

const Class* Gateway::Resolve(std::string_view name) const {
  if (name.find('.') != std::string_view::npos) return FindClass(name);
  MutexLock lock(&mu_);
  for (const std::string& import : imports_) {
    const std::string_view last = std::string_view(import).substr(import.rfind('.') + 1);
    if (last != "*" && last != name) continue;
    const std::string_view package = std::string_view(import).substr(0, import.size() - last.size());
    if (const Class* found = FindClass(StrCat(package, name))) return found;
  }
  return nullptr;
}

absl::StatusOr<std::shared_ptr<Context>> Gateway::NewContext(const Conf& conf) {
  if (const std::shared_ptr<Context> former = context(); former != nullptr) {
    if (!former->is_stopped()) {
      return absl::FailedPreconditionError("Only one SparkContext should be running in this JVM");
    }
    former->background().Wait();
  }
  const auto master = conf.values().find(settings::kMaster);
  if (master != conf.values().end()) {
    if (const auto why = WhyNoMaster(master->second)) return JavaError(kSparkException, *why);
  }
  SLUICE_ASSIGN_OR_RETURN(std::unique_ptr<HostedApplication> host, options_.start(conf));
  auto made = std::make_shared<Context>(std::move(host), conf, options_.scratch_folder);
  SLUICE_RETURN_IF_ERROR(made->AddFilesOfConf());
  MutexLock lock(&mu_);
  context_ = made;
  return made;
}

std::shared_ptr<Context> Gateway::context() const {
  MutexLock lock(&mu_);
  return context_;
}

void Gateway::StopContext() {
  std::shared_ptr<Context> stopped;
  {
    MutexLock lock(&mu_);
    stopped.swap(context_);
  }
  if (stopped == nullptr) return;
  stopped->Stop();
  stopped->background().Wait();
}

}  // namespace sluice::gateway
