#include "driver/daemon/worker_session.h"

#include <utility>

#include "common/base/printable.h"
#include "common/base/version_check.h"
#include "common/process/application_marker.h"

namespace sluice {
namespace {

std::vector<RunningExecutor> Executors(const v1::Register& registration) {
  std::vector<RunningExecutor> running;
  for (const v1::RunningExecutor& executor : registration.executors()) {
    running.push_back({.application = ApplicationId(executor.application()),
                       .executor = ExecutorId(executor.executor()),
                       .cores = executor.cores(),
                       .pid = executor.pid()});
  }
  return running;
}

absl::Status Check(const v1::Register& registration) {
  SLUICE_RETURN_IF_ERROR(CheckVersion("worker", registration.version(), "driver"));
  if (registration.cpu() != ThisCpu()) {
    return absl::FailedPreconditionError(StrCat("the worker's CPU is ", registration.cpu(), ", the driver's is ",
                                                ThisCpu(), ": one executable cannot run on both"));
  }
  for (const std::string* text : {&registration.worker(), &registration.host(), &registration.metrics_address()}) {
    SLUICE_RETURN_IF_ERROR(CheckSize("a name that the worker gives", *text));
  }
  if (registration.worker().empty() || registration.cores() < 1) {
    return absl::InvalidArgumentError(StrCat("a worker must have a name and a core: name=\"", registration.worker(),
                                             "\" cores=", registration.cores()));
  }
  return absl::OkStatus();
}

}  // namespace

void WorkerSession::OnFrame(Frame frame) {
  last_heard_ = clock_.Now();
  auto message = ParseHead<v1::WorkerToDriver>(frame);
  const absl::Status status = message.ok() ? Receive(*message, frame) : message.status();
  if (!status.ok()) link_->Close(status);
}

absl::Status WorkerSession::Receive(const v1::WorkerToDriver& message, const Frame& frame) {
  if (message.has_register_()) return Admit(message.register_());
  if (worker_.id.value().empty()) return absl::InvalidArgumentError("a worker must register first");
  if (message.has_started()) events_.OnExecutorStarted(message.started());
  if (message.has_exited()) {
    v1::ExecutorExited exited = message.exited();
    exited.set_message(Shortened(exited.message(), kReasonBytesMax));
    events_.OnExecutorExited(exited);
  }
  if (message.has_log()) TakeLog(message.log(), frame);
  if (message.has_leaving()) events_.OnLeaving(*this);
  return absl::OkStatus();
}

absl::Status WorkerSession::Admit(const v1::Register& registration) {
  SLUICE_RETURN_IF_ERROR(Check(registration));
  registration_ = registration;
  worker_ = {.id = WorkerId(registration.worker()),
             .host = registration.host(),
             .cores = registration.cores(),
             .memory_bytes = registration.memory_bytes(),
             .leaving = registration.leaving()};
  v1::DriverToWorker welcome;
  welcome.mutable_registered()->set_version(ThisVersion());
  Send(welcome);
  events_.OnJoined(shared_from_this(), Executors(registration));
  return absl::OkStatus();
}

void WorkerSession::OnClosed(const absl::Status& reason) {
  const absl::Status lost = absl::UnavailableError(StrCat("worker ", worker_.id, " is lost: ", reason.message()));
  for (auto& [request, done] : std::exchange(log_requests_, {})) done(lost);
  if (!worker_.id.value().empty()) events_.OnLost(*this, reason);
}

void WorkerSession::Send(const v1::DriverToWorker& message) {
  const absl::Status sent = link_->Send(ToFrame(message));
  if (!sent.ok()) link_->Close(sent);  // A launch that got lost would be waited for in vain.
}

void WorkerSession::ReadLog(const LogPlace& place, int64_t offset, OnLog done) {
  v1::DriverToWorker message;
  v1::ReadLog& read = *message.mutable_read_log();
  read.set_request(++last_request_);
  read.set_application(place.application.value());
  read.set_executor(place.executor);
  read.set_error_stream(place.error_stream);
  read.set_offset(offset);
  read.set_bytes_max(kLogPieceBytesMax);
  log_requests_[last_request_] = std::move(done);
  Send(message);
}

void WorkerSession::TakeLog(const v1::LogChunk& chunk, const Frame& frame) {
  const auto found = log_requests_.find(chunk.request());
  if (found == log_requests_.end()) return;
  const OnLog done = std::move(found->second);
  log_requests_.erase(found);
  if (!chunk.error().empty()) return done(absl::NotFoundError(chunk.error()));
  done(LogPiece{Join(frame.body), chunk.next_offset(), chunk.running()});
}

}  // namespace sluice
