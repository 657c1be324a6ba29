#include "worker/executor/executor_actor.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "common/base/block_id_proto.h"
#include "common/base/body_splitter.h"
#include "common/base/status.h"
#include "common/base/version_check.h"
#include "common/net/conversations.h"
#include "common/observe/logging.h"
#include "worker/executor/executor_figures.h"
#include "worker/executor/executor_messages.h"
#include "worker/executor/orders_of_life.h"
#include "worker/task/memory_limit.h"

namespace sluice {
namespace {

constexpr char kExecutorLeaves[] = "its executor leaves";

}  // namespace

ExecutorActor::ExecutorActor(Runtime& runtime, Transport& transport, ExecutorOptions options)
    : runtime_(runtime),
      transport_(transport),
      options_(std::move(options)),
      storage_(runtime, options_),
      end_(runtime),
      mailboxes_(runtime),
      server_(storage_.blocks(), mailboxes_.disk(),
              [this](const HeldBlock& copy) { mailboxes_.own()->Post([this, copy] { OnCopy(copy); }); }),
      outbox_([this] { mailboxes_.own()->Post([this] { Flush(); }); }),
      peers_({options_.executor, options_.worker}, transport, runtime.clock(), storage_.blocks(), storage_.ForInput(),
             mailboxes_.own(), mailboxes_.disk()),
      taker_(peers_.fetcher(), storage_.blocks(), mailboxes_.own(), mailboxes_.disk(),
             [this](const HeldMapOutput& output, bool is_here) {
               if (is_here) inventory_.AddMapOutput(output);
               outbox_.AddTaken(output, is_here);
             }),
      broadcasts_([this](VariableKey key, int64_t offset) { outbox_.AddBroadcastWanted(key, offset); },
                  [this](const auto& value, const absl::Status& status) { tasks_->OnBroadcast(value, status); }),
      attachment_(Backoff(runtime, {}), options_.driver_address, options_.grace, runtime.clock().Now()),
      driver_(runtime, transport, mailboxes_.own(),
              {.on_frame = [this](const Frame& frame) { OnFrame(frame); },
               .on_closed = [this](const absl::Status& reason) { OnClosed(reason); }}) {
  tasks_ = std::make_unique<TaskRunner>(
      TaskRunner::Options{options_.executor, options_.slots, options_.simulated_task_time, &storage_.states(),
                          storage_.ForTask(), [this](const auto& value) { broadcasts_.Want(value); },
                          options_.task_timeout},
      runtime, storage_.blocks(), TaskRunner::Inputs{peers_.fetcher(), *options_.checkpoint_files, mailboxes_.disk()},
      mailboxes_.own(), [this](AttemptResult result) { OnResult(std::move(result)); });
  receivers_ = std::make_unique<ReceiverSupervisor>(
      HostedReceiver::Environment{runtime, storage_.blocks(), peers_.replicator(), *options_.checkpoint_files,
                                  mailboxes_.own(), mailboxes_.disk(), nullptr},
      inventory_, outbox_);
  if (options_.figures == nullptr) return;
  peers_.replicator().SetOnReplicated(
      [this](absl::Duration took, bool succeeded) { options_.figures->OnReplicated(took, succeeded); });
}

// First nobody posts any more, then nothing posted runs, then the threads go that post.
ExecutorActor::~ExecutorActor() {
  mailboxes_.Close();
  listener_.reset();
  driver_.HangUp(absl::OkStatus());
  receivers_.reset();
  tasks_.reset();
  mailboxes_.CloseDisk();
}

absl::Status ExecutorActor::Start() {
  auto accept = [this](const std::string& conversation, const std::string& peer,
                       std::shared_ptr<Link> link) -> absl::StatusOr<LinkHandler> {
    if (conversation == conversations::kExchange) return server_.Accept(std::move(link));
    return absl::UnimplementedError(StrCat("an executor knows no conversation ", conversation));
  };
  SLUICE_ASSIGN_OR_RETURN(listener_, transport_.Listen(options_.listen_address, accept));
  mailboxes_.own()->Post([this] { OnTime(); });
  return absl::OkStatus();
}

void ExecutorActor::Drain(absl::Duration limit) {
  const bool is_in_haste = limit != absl::InfiniteDuration();
  mailboxes_.own()->Post([this, is_in_haste] {
    leaves_ = std::max(leaves_, is_in_haste ? Leave::kInHaste : Leave::kAtLeisure);
    outbox_.AddLeaving();
    receivers_->LeaveAll(kExecutorLeaves);
    EndIfNobodyWaits();
  });
  if (is_in_haste) mailboxes_.own()->PostAfter(limit, [this] { End(absl::OkStatus()); });
}

void ExecutorActor::SetDriver(DriverPlace place) {
  mailboxes_.own()->Post([this, place = std::move(place)] {
    LogInfo("executor", "life ", place.life, " of the driver ",
            place.address.empty() ? "is over" : StrCat("is at ", place.address));
    const bool is_over = place.address.empty() || place.life > attachment_.life();
    if (is_over) receivers_->LeaveStopping("a former life of its driver has told it to stop");
    Perform(attachment_.OnPlace(place, Now()));
  });
}

void ExecutorActor::Shutdown() {
  mailboxes_.own()->Post([this] { End(absl::OkStatus()); });
}

std::optional<absl::Status> ExecutorActor::Wait(absl::Duration limit) { return end_.Wait(limit); }

// All that a driver can have forgotten, or never heard of.
void ExecutorActor::SendAttach() {
  v1::ToDriver message;
  message.set_life(attachment_.life().value());
  v1::Attach& attach = *message.mutable_attach();
  attach.set_version(ThisVersion());
  attach.set_build_id(options_.build_id);
  attach.set_application(options_.application.value());
  attach.set_executor(options_.executor.value());
  attach.set_worker(options_.worker.value());
  attach.set_block_address(listener_->address());
  attach.set_slots(options_.slots);
  for (const HeldBlock& block : inventory_.blocks()) *attach.add_blocks() = ToProto(block);
  for (v1::ReceiverReport& report : receivers_->running()) *attach.add_receivers() = std::move(report);
  for (const HeldMapOutput& output : inventory_.map_outputs()) *attach.add_map_outputs() = ToProto(output);
  for (const StateStores::Held& state : storage_.states().held()) AddState(state, attach);
  for (StageId stage : tasks_->stages()) attach.add_stages(stage.value());
  attach.set_leaving(leaves_ != Leave::kNo);
  outbox_.Clear();
  const absl::Status sent = driver_.Send({message.SerializeAsString(), {}});  // A closed link says so by itself.
  if (!absl::IsInvalidArgument(sent)) return;
  mailboxes_.own()->Post(
      [this, sent] { End(Annotate(sent, "there are more blocks here than its driver can be told")); });
}

void ExecutorActor::Flush() {
  if (!attachment_.attached()) return EndIfNobodyWaits();
  while (std::optional<Frame> frame = outbox_.Take(attachment_.life())) Send(*std::move(frame));
}

void ExecutorActor::Send(Frame frame) {
  attachment_.OnSent(Now());
  absl::Status sent = driver_.Send(std::move(frame));
  if (!absl::IsResourceExhausted(sent)) return;  // A closed link says so by itself.
  driver_.Close(Annotate(sent, "the driver does not read what its executor reports"));
}

void ExecutorActor::OnFrame(const Frame& frame) {
  v1::ToExecutor message;
  if (!message.ParseFromString(frame.head)) {
    return driver_.Close(absl::InvalidArgumentError("the driver's frame is not a ToExecutor"));
  }
  const DriverLife life(message.life());
  if (message.has_attached()) return OnAttached(life, message.attached());
  if (life != attachment_.life()) {
    return LogWarning("executor", "dropped what another life of the driver has sent: ", life);
  }
  attachment_.OnFrame(Now());
  switch (message.kind_case()) {
    case v1::ToExecutor::kWork:
      DropOrdersOfOtherLives(life, *message.mutable_work());
      return OnWork(message.work(), frame.body);
    case v1::ToExecutor::kShutdown:
      LogInfo("executor", "the driver lets this executor go: ", message.shutdown().reason());
      return End(absl::OkStatus());
    default: return;
  }
}

void ExecutorActor::OnClosed(const absl::Status& reason) {
  LogWarning("executor", "the link to the driver at ", attachment_.address(), " has ended: ", reason.message());
  Perform(attachment_.OnClosed(reason, Now()));
}

void ExecutorActor::FailTaskAndEnd(TaskId task, std::string why) {
  mailboxes_.own()->Post([this, task, why = std::move(why)] {
    tasks_->GiveUp(task, why);
    End(absl::InternalError(why));
  });
}

void ExecutorActor::OnTime() {
  StopLateTasks();
  Perform(attachment_.OnTime(Now()));
}

void ExecutorActor::StopLateTasks() {
  tasks_->StopLateTasks(Now());
  if (!tasks_->has_stuck_threads() || has_stuck_tasks_.exchange(true)) return;
  LogError("executor", "a task does not stop, its thread is lost");
  if (options_.ends_when_stuck) End(absl::DeadlineExceededError("a task did not stop"));
}

void ExecutorActor::Perform(const Attachment::Actions& actions) {
  for (Attachment::Action action : actions) {
    switch (action) {
      case Attachment::Action::kConnect:
        driver_.Open(attachment_.address());
        SendAttach();
        break;
      case Attachment::Action::kSendHeartbeat: Send(ReportOutbox::Heartbeat(attachment_.life(), Metrics())); break;
      case Attachment::Action::kCloseLink: driver_.HangUp(attachment_.last_error()); break;
      case Attachment::Action::kRefuseDriver:
        driver_.HangUp(
            absl::AbortedError(StrCat("the executor belongs to a later life of the driver: ", attachment_.life())));
        break;
      case Attachment::Action::kDropWork:
        tasks_->DropAll();
        outbox_.Clear();
        break;
      case Attachment::Action::kStopReceivers: receivers_->LeaveAll("its executor has lost its driver"); break;
      case Attachment::Action::kEnterLife: EnterLife(); break;
    }
  }
  if (attachment_.ended()) return End(*attachment_.ended());
  EndIfNobodyWaits();
  ScheduleTime();
}

void ExecutorActor::ScheduleTime() {
  const uint64_t number = ++timer_number_;
  mailboxes_.own()->PostAfter(std::max(attachment_.next_time() - Now(), absl::ZeroDuration()), [this, number] {
    if (number == timer_number_) OnTime();
  });
}

// Received blocks and receivers stay: the driver says which of them it knows. So do states, for as long as it has not
// said which of them it goes on from.
void ExecutorActor::EnterLife() {
  tasks_->EnterLife();
  taker_.DropAll();
  broadcasts_.Forget();
  inventory_.FreeAllShuffles();
  storage_.states().Seal();
}

void ExecutorActor::OnAttached(DriverLife life, const v1::Attached& attached) {
  const absl::Status fits = CheckVersion("driver", attached.version(), "executor");
  if (!fits.ok()) return End(fits);
  Perform(attachment_.OnAttached({.life = life,
                                  .heartbeat = absl::Milliseconds(std::max<int64_t>(attached.heartbeat_millis(), 1)),
                                  .lease = absl::Milliseconds(std::max<int64_t>(attached.lease_millis(), 1))},
                                 Now()));
  if (!attachment_.attached()) return LogWarning("executor", attachment_.last_error().message());
  driver_.BeatWhileBehind(ReportOutbox::SignOfLife(life), attachment_.heartbeat());
  LogInfo("executor", "attached to the driver at ", attachment_.address(), ": life=", attachment_.life());
  broadcasts_.AskAgain();
  Flush();
}

void ExecutorActor::OnBroadcasts(const v1::Work& work, const Buffers& body) {
  BodySplitter pieces(body);
  for (const v1::BroadcastPiece& piece : work.broadcasts()) {
    std::optional<Buffers> bytes = pieces.Take(piece.bytes());
    broadcasts_.OnPiece(VariableKey(piece.key()), piece.offset(), bytes.value_or(Buffers()), piece.gone());
  }
}

void ExecutorActor::OnWork(const v1::Work& work, const Buffers& body) {
  if (work.has_go_on()) storage_.states().Unseal(work.go_on().checkpoint_folder(), work.go_on().last_finished());
  for (const v1::PeerUpdate& update : work.peers()) peers_.SetPeers(update);
  for (const v1::StageProgram& program : work.stages()) tasks_->AddStage(program);
  for (const v1::StartReceiver& order : work.start_receivers()) {
    leaves_ != Leave::kNo ? receivers_->Refuse(order, kExecutorLeaves) : receivers_->Start(order);
  }
  for (const v1::StopReceiver& order : work.stop_receivers()) receivers_->Stop(order);
  for (const v1::SetReceiverRate& order : work.receiver_rates()) receivers_->SetRate(order);
  for (const v1::CutBlocks& order : work.cuts()) receivers_->Cut(order);
  OnBroadcasts(work, body);
  for (const v1::LaunchTask& launch : work.tasks()) Launch(launch);
  for (int64_t task : work.cancel_tasks()) {
    tasks_->Cancel(TaskId(task));
    outbox_.DropResult(TaskId(task));
  }
  for (const v1::ResultWanted& wanted : work.results()) outbox_.AddResultPiece(wanted);
  Free(work);
  for (const v1::BlockIdProto& proto : work.copy_blocks()) {
    const absl::StatusOr<BlockId> id = FromProto(proto);
    const HeldBlock* held = id.ok() ? inventory_.Find(*id) : nullptr;
    if (held != nullptr) peers_.GiveCopy(*held);
  }
  for (const v1::TakeOutput& take : work.take_outputs()) taker_.Take(FromProto(take.output()), ExecutorId(take.from()));
}

void ExecutorActor::Launch(const v1::LaunchTask& launch) {
  absl::StatusOr<AttemptSpec> spec = FromProto(launch);
  if (spec.ok()) return tasks_->Launch(*std::move(spec));
  OnResult({.task = TaskId(launch.task()),
            .outcome = AttemptResult::Outcome::kFailed,
            .message = std::string(spec.status().message())});
}

void ExecutorActor::Free(const v1::Work& work) {
  std::vector<BlockId> blocks;
  for (const v1::BlockIdProto& proto : work.free_blocks()) {
    absl::StatusOr<BlockId> id = FromProto(proto);
    if (!id.ok()) continue;
    inventory_.FreeBlock(*id);
    blocks.push_back(*id);
  }
  if (!blocks.empty()) {
    mailboxes_.disk()->Post([this, blocks = std::move(blocks)] {
      for (const BlockId& id : blocks) storage_.blocks().Remove(id);
    });
  }
  for (int64_t shuffle : work.free_shuffles()) {
    inventory_.FreeShuffle(ShuffleId(shuffle));
    tasks_->FreeShuffle(ShuffleId(shuffle));
    taker_.DropShuffle(ShuffleId(shuffle));
  }
  for (int64_t key : work.free_broadcasts()) tasks_->FreeBroadcast(VariableKey(key));
  for (int64_t stage : work.free_stages()) tasks_->FreeStage(StageId(stage));
}

void ExecutorActor::OnCopy(const HeldBlock& copy) {
  inventory_.AddBlock(copy);
  outbox_.AddBlock(copy);
}

void ExecutorActor::OnResult(AttemptResult result) {
  if (options_.figures != nullptr) options_.figures->OnTask(result);
  if (result.map_output) inventory_.AddMapOutput(*result.map_output);
  const bool out_of_memory = result.out_of_memory;
  outbox_.AddTask(std::move(result));
  if (!out_of_memory || !options_.ends_when_stuck || !IsMemoryStillShort()) return;
  End(absl::ResourceExhaustedError("a task took all memory and did not give it back"));
}

// The driver lets an executor go that leaves; in haste it does not wait for one that is away.
void ExecutorActor::EndIfNobodyWaits() {
  if (leaves_ == Leave::kInHaste && !attachment_.has_link() && receivers_->none()) End(absl::OkStatus());
}

void ExecutorActor::End(const absl::Status& why) {
  if (!end_.Begin(why)) return;
  while (attachment_.attached()) {
    std::optional<Frame> frame = outbox_.Take(attachment_.life());
    if (!frame) break;
    (void)driver_.Send(*std::move(frame));  // Whether it arrives matters no more.
  }
  ++timer_number_;
  driver_.HangUp(absl::OkStatus());
  tasks_->DropAll();
  receivers_->LeaveAll(kExecutorLeaves);
  end_.Finish();
}

v1::ExecutorMetrics ExecutorActor::Metrics() const {
  const BlockStoreUsage usage = storage_.blocks().usage();
  v1::ExecutorMetrics metrics;
  metrics.set_memory_bytes(usage.memory_bytes);
  metrics.set_disk_bytes(usage.disk_bytes);
  metrics.set_blocks(usage.blocks);
  metrics.set_running_tasks(tasks_->running());
  for (const v1::WaitingReceiver& waiting : receivers_->waiting_for_room()) *metrics.add_waiting_receivers() = waiting;
  return metrics;
}

}  // namespace sluice
