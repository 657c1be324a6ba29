#include "driver/application/application_driver.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/net/conversations.h"
#include "common/net/session.h"
#include "common/observe/logging.h"
#include "common/settings/streaming.h"
#include "driver/application/application_figures.h"
#include "driver/application/begun_history.h"
#include "driver/application/driver_actor.h"
#include "driver/application/message_limits.h"
#include "driver/block_master/block_log_file.h"
#include "engine/task/local_properties.h"
#include "engine/variables/merge_updates.h"
#include "state/checkpoint/lease.h"

namespace sluice {
namespace {

// One executor's conversation, as messages to the actor.
class AttachSession : public Session {
 public:
  using Receive = std::function<void(DriverMessage)>;
  AttachSession(LinkId id, Receive receive) : id_(id), receive_(std::move(receive)) {}
  void OnFrame(Frame frame) override { receive_(LinkFrame{id_, std::move(frame)}); }
  void OnClosed(const absl::Status& reason) override { receive_(LinkClosed{id_, reason}); }

 private:
  const LinkId id_;
  const Receive receive_;
};

// What is waited for comes: each job ends and each stop completes. So the deadline only bounds one wait of many.
void WaitFor(Event& event) {
  while (!event.Wait(absl::Hours(1))) {
  }
}

// What a former life of this application has received is taken over with its streams.
absl::StatusOr<RunLog> OpenLog(const StreamingPlan& plan, std::vector<StreamId> streams, BlockLogFile::Owner owner,
                               Runtime& runtime, Files& files_of_driver) {
  if (streams.empty() || plan.checkpoint_folder.empty()) return RunLog{.image = {.streams = std::move(streams)}};
  Files& files = plan.lease == nullptr ? files_of_driver : *plan.lease->files();  // It lives as long as the plan.
  if (plan.lease != nullptr) owner.lease_token = plan.lease->token();
  SLUICE_ASSIGN_OR_RETURN(BlockLogFile::Opened opened,
                          BlockLogFile::Open(runtime, files,
                                             {.folder = plan.checkpoint_folder,
                                              .owner = owner,
                                              .goes_on = plan.goes_on,
                                              .checkpoint = {plan.last_finished, plan.former_block_log},
                                              .streams = std::move(streams)}));
  if (opened.records_lost > 0) {
    LogWarning("blocks",
               "records that a former run has received, and that were in no finished batch, are lost: records=",
               opened.records_lost, " checkpoint directory=", plan.checkpoint_folder);
  }
  if (plan.lease != nullptr) opened.run.received.door = plan.lease->files()->door();
  return std::move(opened.run);
}

ApplicationStarted IdentityOf(const ApplicationDriverOptions& options) {
  const bool has_own_id = options.logged_as.value().empty();
  const char* user = std::getenv("USER");
  return {.application = has_own_id ? options.application : options.logged_as,
          .name = options.name,
          .user = user == nullptr ? "" : user,
          .life = options.life};
}

}  // namespace

absl::StatusOr<std::unique_ptr<ApplicationDriver>> ApplicationDriver::Create(Runtime& runtime, Transport& transport,
                                                                             ApplicationDriverOptions options) {
  SLUICE_ASSIGN_OR_RETURN(DriverSettings settings, ParseDriverSettings(options.conf));
  SLUICE_ASSIGN_OR_RETURN(BegunHistory begun, BeginHistory(runtime, settings, options.conf, IdentityOf(options)));
  std::unique_ptr<ApplicationDriver> driver(
      new ApplicationDriver(runtime, settings, options, begun.history.application().unused));
  driver->MakeActor(options, std::move(begun));
  auto accept = [all = driver.get()](const std::string& conversation, const std::string& peer,
                                     std::shared_ptr<Link> link) -> absl::StatusOr<LinkHandler> {
    if (conversation != conversations::kAttach) {
      return absl::UnimplementedError(StrCat("an application driver does not know ", conversation));
    }
    LinkId id(all->numbered_.links++);
    all->post_to_actor_(LinkOpened{id, peer, std::move(link)});
    auto receive = [all](DriverMessage message) { all->actor_->Receive(std::move(message)); };
    return PostTo(all->postbox_, std::make_shared<AttachSession>(id, std::move(receive)));
  };
  SLUICE_ASSIGN_OR_RETURN(driver->listener_, transport.Listen(options.listen_address, accept));
  return driver;
}

ApplicationDriver::ApplicationDriver(Runtime& runtime, const DriverSettings& settings,
                                     const ApplicationDriverOptions& options, const UnusedNumbers& unused)
    : runtime_(runtime),
      settings_(settings),
      life_(options.life),
      application_(options.application),
      checkpoint_files_(*options.checkpoint_files),
      watch_(runtime, unused.run),
      status_(options.application),
      pulse_(runtime, settings.heartbeat),
      figures_(std::make_unique<ApplicationFigures>()),
      mailbox_(runtime.NewMailbox("app-driver")),
      postbox_(std::make_shared<Postbox>(*mailbox_)),
      batch_lanes_(std::make_unique<BatchLanes>(runtime)) {}

void ApplicationDriver::MakeActor(const ApplicationDriverOptions& options, BegunHistory begun) {
  event_log_ = std::move(begun.log);
  auto receive = [this](DriverMessage message) {
    return [this, message = std::move(message)]() mutable { actor_->Receive(std::move(message)); };
  };
  DriverOutside outside{
      .clock = runtime_.clock(),
      .pulse = pulse_,
      .watch = watch_,
      .post = [this, receive](DriverMessage m) { mailbox_->Post(receive(std::move(m))); },
      .post_after = [this, receive](absl::Duration d,
                                    DriverMessage m) { mailbox_->PostAfter(d, receive(std::move(m))); },
      .post_batch = [this](RunId run, int lane, Task task) { batch_lanes_->Post(run, lane, std::move(task)); },
      .end_batches = [this](RunId run) { batch_lanes_->End(run); },
      .set_slots = [this](int slots) { slots_ = slots; },
      .publish = [this](const ApplicationStatus& status) { status_.Publish(status); },
      .readers = {figures_.get()},
  };
  if (event_log_ != nullptr) outside.readers.push_back(event_log_.get());
  post_to_actor_ = outside.post;
  DriverIdentity identity{{options.application, options.build_id}, options.life, options.expected_executors};
  mailbox_->Post(
      [this, identity = std::move(identity), outside = std::move(outside), begun = std::move(begun)]() mutable {
        actor_ = std::make_unique<DriverActor>(std::move(identity), settings_, std::move(outside), std::move(begun));
      });
}

ApplicationDriver::~ApplicationDriver() {
  EndApplication(/*graceful=*/false).IgnoreError();  // What runs is over; how it ended is nobody's any more.
  listener_.reset();
  batch_lanes_.reset();
  postbox_->Close();
  mailbox_.reset();
}

absl::StatusOr<std::vector<Buffers>> ApplicationDriver::Run(const JobSpec& spec) {
  auto call = std::make_shared<JobCall>();
  call->done = runtime_.NewEvent();
  SubmitJob job{spec, call};
  job.spec.properties = LocalProperties();
  SLUICE_RETURN_IF_ERROR(CheckProperties(job.spec.properties));
  const auto pool = job.spec.properties.find(kSchedulerPool);
  if (pool != job.spec.properties.end()) job.pool = pool->second;
  post_to_actor_(std::move(job));
  WaitFor(*call->done);
  for (const Buffers& updates : call->accumulator_updates) {
    if (absl::Status merged = MergeUpdates(updates); !merged.ok()) LogWarning("accumulators", merged.ToString());
  }
  return std::move(call->result);
}

void ApplicationDriver::ForEachJob(const std::function<void(const JobRecord&)>& visit) {
  std::shared_ptr<Event> done = runtime_.NewEvent();
  auto read = [&visit](const History& history) {
    for (const auto& ended : history.jobs().ended()) visit(ended.record);
    for (const auto& [id, job] : history.jobs().open()) visit(job);
  };
  post_to_actor_(ReadHistory{read, done});
  WaitFor(*done);
}

void ApplicationDriver::Read(std::function<void(const History&, ApplicationFigures&)> read) {
  auto read_both = [this, read = std::move(read)](const History& history) { read(history, *figures_); };
  post_to_actor_(ReadHistory{std::move(read_both), nullptr});
}

void ApplicationDriver::CancelJobs(Verdict verdict) { post_to_actor_(FailJobs{std::move(verdict)}); }

void ApplicationDriver::Tell(ProgramEvent event) { post_to_actor_(ToldByProgram{std::move(event)}); }

void ApplicationDriver::FreeShuffle(ShuffleId shuffle) { post_to_actor_(ReleaseShuffle{shuffle}); }

void ApplicationDriver::FreeBroadcast(VariableKey key) { post_to_actor_(ReleaseBroadcast{key}); }

std::optional<int> ApplicationDriver::ParallelismSetting() const {
  return settings_.default_parallelism > 0 ? std::optional(settings_.default_parallelism) : std::nullopt;
}

int ApplicationDriver::DefaultParallelism() { return ParallelismSetting().value_or(std::max(2, slots_.load())); }

absl::StatusOr<RunId> ApplicationDriver::Start(StreamingPlan plan) {
  if (plan.interval < absl::Milliseconds(1)) {
    return absl::InvalidArgumentError(
        StrCat("the batch interval must be 1 ms or more: ", absl::FormatDuration(plan.interval)));
  }
  SLUICE_RETURN_IF_ERROR(CheckReceivers(plan.inputs));
  std::vector<StreamId> streams;
  for (size_t i = 0; i < plan.inputs.size(); ++i) streams.emplace_back(life_, numbered_.streams++);
  SLUICE_ASSIGN_OR_RETURN(RunLog log,
                          OpenLog(plan, std::move(streams), {application_, life_}, runtime_, checkpoint_files_));
  if (plan.on_log && log.log != nullptr) plan.on_log(log.begun_under);
  SLUICE_ASSIGN_OR_RETURN(RunId run, watch_.Begin());
  // Batches inherit what the thread has set that starts them.
  plan.run_batch = [run_batch = std::move(plan.run_batch), properties = LocalProperties()](const BatchKey& batch,
                                                                                           const BatchBlocks& blocks) {
    LocalProperties() = properties;
    return run_batch(batch, blocks);
  };
  const std::shared_ptr<Lease> lease = plan.lease;
  post_to_actor_(StartRun{run, std::move(plan), std::move(log)});
  if (lease == nullptr) return run;
  // The lease may outlive us.
  lease->SetOnLost([this, run, postbox = postbox_](const absl::Status& why) {
    postbox->Post([this, run, why] { actor_->Receive(FailRun{run, why}); });
  });
  return run;
}

absl::Status ApplicationDriver::Advance(RunId run, absl::Duration by) {
  if (!settings_.manual_clock) {
    return absl::FailedPreconditionError(
        StrCat("the clock moves by itself: set ", settings::kClock.key, "=manual to advance it"));
  }
  if (by < absl::ZeroDuration()) {
    return absl::InvalidArgumentError(StrCat("a clock only moves on: by=", absl::FormatDuration(by)));
  }
  std::shared_ptr<Event> done = runtime_.NewEvent();
  post_to_actor_(AdvanceClock{run, by, done});
  WaitFor(*done);
  return absl::OkStatus();
}

absl::Status ApplicationDriver::Stop(RunId run, bool graceful) {
  std::shared_ptr<Event> done = runtime_.NewEvent();
  post_to_actor_(StopRun{run, graceful, done});
  WaitFor(*done);
  return watch_.TakeStopError(run);
}

void ApplicationDriver::EndWithin(absl::Duration grace) { post_to_actor_(sluice::EndWithin{grace}); }

void ApplicationDriver::EndRuns() {
  watch_.Close();
  std::shared_ptr<Event> done = runtime_.NewEvent();
  post_to_actor_(sluice::EndRuns{done});
  WaitFor(*done);
}

absl::Status ApplicationDriver::EndApplication(bool graceful) {
  watch_.Close();
  std::shared_ptr<Event> done = runtime_.NewEvent();
  post_to_actor_(sluice::EndApplication{graceful, done});
  WaitFor(*done);
  if (event_log_ != nullptr) event_log_->Flush();  // The process may be about to end.
  return watch_.TakeStopErrors();
}

}  // namespace sluice
