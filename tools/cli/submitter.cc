#include "tools/cli/submitter.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <memory>
#include <utility>

#include "absl/time/clock.h"
#include "common/actor/runtime.h"
#include "common/base/mutex.h"
#include "common/base/printable.h"
#include "common/base/status.h"
#include "common/base/utf8.h"
#include "common/base/version.h"
#include "common/net/conversations.h"
#include "common/net/grpc_transport.h"
#include "common/observe/logging.h"
#include "common/process/application_marker.h"
#include "common/process/executable_proto.h"
#include "common/process/standard_output.h"
#include "common/process/stop_signals.h"
#include "proto/submit.pb.h"
#include "tools/cli/client_stream.h"
#include "tools/cli/commands.h"
#include "tools/cli/driver_absence.h"
#include "tools/cli/output_printer.h"

namespace sluice {
namespace {

constexpr char kCommand[] = "sluice submit";

absl::StatusOr<v1::Submission> MakeSubmission(const Shipment& shipment) {
  SLUICE_ASSIGN_OR_RETURN(const ApplicationFile file, ReadApplicationFile(shipment.executable));
  SLUICE_RETURN_IF_ERROR(CheckRunsHere(shipment.executable, file));
  SLUICE_ASSIGN_OR_RETURN(const ExecutableKey key, KeyOfExecutable(shipment.executable));
  v1::Submission submission;
  submission.set_version(ThisVersion());
  submission.set_name(ToUtf8(shipment.name));
  *submission.mutable_executable() = ToProto(key);
  submission.set_cpu(file.cpu);
  submission.mutable_arguments()->Assign(shipment.arguments.begin(), shipment.arguments.end());
  for (const auto& [name, value] : shipment.conf.values()) submission.add_conf(StrCat(name, "=", value));
  submission.set_cores(shipment.cores);
  submission.set_supervise(shipment.supervise);
  submission.set_follow(!shipment.detach);
  if (shipment.resumed.has_value()) *submission.mutable_resumed() = *shipment.resumed;
  return submission;
}

// One submission, from the first message to the exit code. Lives on while the driver daemon is restarted.
class Submitter {
 public:
  Submitter(Transport& transport, const Shipment& shipment)
      : transport_(transport),
        shipment_(shipment),
        absence_(ThreadRuntime(), kCommand, shipment.driver),
        stream_(Connect()) {}

  absl::StatusOr<int> Run(const v1::Submission& submission) {
    v1::SubmitToDriver message;
    *message.mutable_submission() = submission;
    Send(message);
    while (true) {
      const absl::Status over = Receive();
      if (HasEnded() && (over.ok() || absl::IsUnavailable(over))) return End();
      const absl::Status lost = over.ok() ? absl::UnavailableError("it closed the link") : over;
      const auto wait = submitted_ ? absence_.OnLost(lost) : std::nullopt;
      if (!wait.has_value()) return WentAway(lost);
      absl::SleepFor(*wait);
      ComeBack();
    }
  }

  // The first Ctrl-C. False: there is nothing to stop yet.
  bool AskToStop() {
    if (!submitted_) return false;
    std::fprintf(stderr, "%s: asking the application to stop; once more to leave it\n", kCommand);
    stop_asked_ = true;
    SendStop();  // A daemon that is away hears of it when it is back.
    return true;
  }

 private:
  std::shared_ptr<ClientStream> Connect() const {
    return std::make_shared<ClientStream>(transport_, shipment_.driver, conversations::kSubmit);
  }

  std::shared_ptr<ClientStream> Stream() {
    MutexLock lock(&mu_);
    return stream_;
  }
  void SetStream(std::shared_ptr<ClientStream> stream) {
    MutexLock lock(&mu_);
    stream_ = std::move(stream);
  }

  // What is wrong with the link comes from Receive.
  void Send(const v1::SubmitToDriver& message, Buffers body = {}) {
    (void)Stream()->Send(ToFrame(message, std::move(body)));
  }

  void SendStop() {
    v1::SubmitToDriver message;
    message.mutable_stop();
    Send(message);
  }

  void ComeBack() {
    v1::SubmitToDriver message;
    v1::FollowSubmitted& follow = *message.mutable_follow();
    follow.set_version(ThisVersion());
    follow.set_application(application_);
    *follow.mutable_from() = printer_.printed();
    const std::shared_ptr<ClientStream> stream = Connect();
    (void)stream->Send(ToFrame(message));
    SetStream(stream);  // Nothing else goes ahead of that message.
    if (stop_asked_) SendStop();
  }

  // OK at the end of the conversation.
  absl::Status Receive() {
    const std::shared_ptr<ClientStream> stream = Stream();
    while (true) {
      SLUICE_ASSIGN_OR_RETURN(const std::optional<Frame> frame, stream->Receive());
      if (!frame.has_value()) return absl::OkStatus();
      SLUICE_ASSIGN_OR_RETURN(const auto reply, ParseHead<v1::SubmitToClient>(*frame));
      absence_.OnAnswer();
      if (reply.has_want()) SLUICE_RETURN_IF_ERROR(SendBytes(reply.want()));
      if (reply.has_submitted()) SLUICE_RETURN_IF_ERROR(HandleSubmitted(reply.submitted()));
      if (reply.has_output()) SLUICE_RETURN_IF_ERROR(Show(reply.output(), frame->body));
      if (reply.has_notice()) std::fprintf(stderr, "%s: %s\n", kCommand, Printable(reply.notice().text()).c_str());
      if (reply.has_ended()) ended_ = reply.ended();
    }
  }

  absl::Status SendBytes(const v1::WantBytes& want) {
    SLUICE_ASSIGN_OR_RETURN(Buffer bytes, ReadExecutable(shipment_.executable, want.offset(), want.bytes()));
    v1::SubmitToDriver message;
    message.mutable_chunk()->set_offset(want.offset());
    Send(message, {std::move(bytes)});
    return absl::OkStatus();
  }

  absl::Status HandleSubmitted(const v1::Submitted& submitted) {
    if (submitted_) return absl::OkStatus();  // It knows us again.
    application_ = submitted.application();
    submitted_ = true;
    // With --detach the id is the only output; otherwise stdout is the application's own.
    if (shipment_.detach) return GoesOn(WriteOutput(Printable(application_) + "\n"));
    std::fprintf(stderr, "%s: application %s\n", kCommand, Printable(application_).c_str());
    return absl::OkStatus();
  }

  absl::Status Show(const v1::Output& output, const Buffers& bytes) { return GoesOn(printer_.Print(output, bytes)); }

  absl::Status GoesOn(const absl::Status& lost) const {
    return Annotate(lost, "the application ", Printable(application_), " goes on, sluice logs shows what it prints");
  }

  absl::Status WentAway(const absl::Status& lost) const {
    if (!submitted_ || !absl::IsUnavailable(lost)) return lost;
    return Annotate(lost, "driver ", shipment_.driver, " went away; see sluice status for ", Printable(application_));
  }

  bool HasEnded() const { return (shipment_.detach && submitted_) || !ended_.state().empty(); }

  int End() {
    if (ended_.state().empty() || ended_.state() == "FINISHED") return kExitOk;
    std::fprintf(stderr, "%s: application %s %s\n", kCommand, Printable(application_).c_str(),
                 Printable(StrCat(ended_.state(), ": ", ended_.message())).c_str());
    return std::max(1, ended_.exit_code());
  }

  Transport& transport_;
  const Shipment& shipment_;
  DriverAbsence absence_;
  OutputPrinter printer_;
  std::string application_;
  std::atomic<bool> submitted_ = false;
  std::atomic<bool> stop_asked_ = false;
  v1::Ended ended_;

  Mutex mu_;
  std::shared_ptr<ClientStream> stream_ ABSL_GUARDED_BY(mu_);
};

}  // namespace

absl::StatusOr<int> Ship(const Shipment& shipment) {
  SLUICE_ASSIGN_OR_RETURN(const v1::Submission submission, MakeSubmission(shipment));
  SLUICE_RETURN_IF_ERROR(SetUpLogging({.role = "submit", .level = "error"}));
  HoldStopSignals();
  const std::unique_ptr<Transport> transport = NewGrpcTransport();
  Submitter submitter(*transport, shipment);
  const StopSignals signals(
      [&submitter](int signal) {
        const bool asks = signal == SIGTERM || signal == SIGINT;
        if (!asks || !submitter.AskToStop()) _exit(128 + signal);
      },
      ClosedOutput::kStops);
  return submitter.Run(submission);
}

}  // namespace sluice
