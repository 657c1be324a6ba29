#include "worker/executor/executor_actor.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "common/base/block_id_proto.h"
#include "common/base/body_splitter.h"
#include "common/base/status.h"
#include "common/observe/logging.h"
#include "worker/executor/executor_messages.h"
#include "worker/executor/orders_of_life.h"
#include "worker/task/memory_limit.h"

namespace sluice {
namespace {

constexpr char kAttachConversation[] = "/sluice.v1.Executor/Attach";
constexpr absl::Duration kConnectLimit = absl::Seconds(1);
constexpr char kExecutorLeaves[] = "its executor leaves";

BlockStoreOptions StoreOptions(const ExecutorOptions& options) {
  return {.memory_bytes_max = options.memory_bytes,
          .disk_bytes_max = options.disk_bytes,
          .disk_folder = options.disk_folder,
          .input_share = options.input_share};
}

StateStoresOptions StateOptions(const ExecutorOptions& options) {
  return {.memory_bytes = options.state_memory_bytes,
          .cold_folder = options.disk_folder.empty() ? "" : options.disk_folder + "/state"};
}

TaskMemory TaskMemoryOf(const ExecutorOptions& options, ScratchSpace& scratch) {
  const bool has_disk = !options.disk_folder.empty() && options.disk_bytes > 0;
  return {.budget = options.task_memory_bytes, .scratch = has_disk ? &scratch : nullptr};
}

// Of the blocks of one peer.
TaskMemory InputMemoryOf(const ExecutorOptions& options, ScratchSpace& scratch) {
  TaskMemory memory = TaskMemoryOf(options, scratch);
  memory.budget /= 4;
  return memory;
}

}  // namespace

ExecutorActor::ExecutorActor(Runtime& runtime, Transport& transport, ExecutorOptions options)
    : runtime_(runtime),
      transport_(transport),
      options_(std::move(options)),
      ended_(runtime.NewEvent()),
      store_(StoreOptions(options_)),
      state_stores_(runtime, *options_.checkpoint_files, StateOptions(options_)),
      scratch_(options_.disk_folder, options_.disk_bytes),
      disk_mailbox_(runtime.NewMailbox("executor-disk")),
      mailbox_(runtime.NewMailbox("executor")),
      disk_(std::make_shared<Postbox>(*disk_mailbox_)),
      postbox_(std::make_shared<Postbox>(*mailbox_)),
      server_(store_, disk_,
              [this](const InputCopy& copy, int64_t bytes) {
                postbox_->Post([this, copy, bytes] { OnCopy(copy, bytes); });
              }),
      outbox_([this] { postbox_->Post([this] { Flush(); }); }),
      links_(transport, postbox_),
      replicator_(links_, runtime.clock(), options_.worker),
      fetcher_(options_.executor, store_, links_, postbox_, disk_, InputMemoryOf(options_, scratch_)),
      broadcasts_([this](VariableKey key, int64_t offset) { outbox_.AddBroadcastWanted(key, offset); },
                  [this](const auto& value, const absl::Status& status) { tasks_->OnBroadcast(value, status); }),
      attachment_(Backoff(runtime, {}), options_.reattach_limit, runtime.clock().Now()) {
  tasks_ = std::make_unique<TaskRunner>(
      TaskRunner::Options{options_.executor, options_.slots, options_.simulated_task_time, &state_stores_,
                          TaskMemoryOf(options_, scratch_), [this](const auto& value) { broadcasts_.Want(value); },
                          options_.task_timeout},
      runtime, store_, fetcher_, postbox_, [this](AttemptResult result) { OnResult(std::move(result)); });
  receivers_ = std::make_unique<ReceiverSupervisor>(
      HostedReceiver::Environment{runtime, store_, replicator_, postbox_, disk_, nullptr}, holdings_, outbox_);
}

// First nobody posts any more, then nothing posted runs, then the threads go that post.
ExecutorActor::~ExecutorActor() {
  postbox_->Close();
  disk_->Close();
  mailbox_.reset();
  listener_.reset();
  if (link_) link_->Close(absl::OkStatus());
  receivers_.reset();
  tasks_.reset();
  disk_mailbox_.reset();
}

absl::Status ExecutorActor::Start() {
  auto accept = [this](const std::string& conversation, const std::string& peer,
                       std::shared_ptr<Link> link) -> absl::StatusOr<LinkHandler> {
    if (conversation == kBlockConversation) return server_.Accept(std::move(link));
    return absl::UnimplementedError(StrCat("an executor knows no conversation ", conversation));
  };
  SLUICE_ASSIGN_OR_RETURN(listener_, transport_.Listen(options_.listen_address, accept));
  postbox_->Post([this] { OnTime(); });
  return absl::OkStatus();
}

void ExecutorActor::Drain(absl::Duration limit) {
  postbox_->Post([this] {
    draining_ = true;
    outbox_.AddLeaving();
    receivers_->LeaveAll(kExecutorLeaves);
    EndIfNobodyWaits();
  });
  postbox_->PostAfter(limit, [this] { End(absl::OkStatus()); });
}

void ExecutorActor::Shutdown() {
  postbox_->Post([this] { End(absl::OkStatus()); });
}

std::optional<absl::Status> ExecutorActor::Wait(absl::Duration limit) {
  ended_->Wait(limit);
  MutexLock lock(&end_mu_);
  return end_;
}

void ExecutorActor::Connect() {
  const uint64_t number = ++link_number_;
  LinkHandler handler{
      .on_frame =
          [this, postbox = postbox_, number](Frame frame) {
            postbox->Post([this, number, frame = std::move(frame)] { OnFrame(number, frame); });
          },
      .on_closed = [this, postbox = postbox_, number](
                       absl::Status reason) { postbox->Post([this, number, reason] { OnClosed(number, reason); }); }};
  link_ = transport_.Connect(options_.driver_address, kAttachConversation, kConnectLimit, std::move(handler));
  SendAttach();
}

// All that a driver can have forgotten, or never heard of.
void ExecutorActor::SendAttach() {
  v1::ToDriver message;
  message.set_life(attachment_.life().value());
  v1::Attach& attach = *message.mutable_attach();
  attach.set_version(options_.version);
  attach.set_build_id(options_.build_id);
  attach.set_application(options_.application.value());
  attach.set_executor(options_.executor.value());
  attach.set_worker(options_.worker.value());
  attach.set_block_address(listener_->address());
  attach.set_slots(options_.slots);
  for (const HeldBlock& block : holdings_.blocks()) *attach.add_blocks() = ToProto(block);
  for (v1::ReceiverReport& report : receivers_->running()) *attach.add_receivers() = std::move(report);
  for (const HeldMapOutput& output : holdings_.map_outputs()) *attach.add_map_outputs() = ToProto(output);
  attach.set_leaving(draining_);
  outbox_.Clear();
  (void)link_->Send({message.SerializeAsString(), {}});  // A closed link says so by itself.
}

void ExecutorActor::Flush() {
  if (!attachment_.attached()) return EndIfNobodyWaits();
  while (std::optional<Frame> frame = outbox_.Take(attachment_.life())) Send(*std::move(frame));
}

void ExecutorActor::Send(Frame frame) {
  attachment_.OnSent(Now());
  absl::Status sent = link_->Send(std::move(frame));
  if (!absl::IsResourceExhausted(sent)) return;  // A closed link says so by itself.
  link_->Close(Annotate(sent, "the driver does not read what its executor reports"));
}

void ExecutorActor::OnFrame(uint64_t link, const Frame& frame) {
  if (link != link_number_) return;
  v1::ToExecutor message;
  if (!message.ParseFromString(frame.head)) {
    return link_->Close(absl::InvalidArgumentError("the driver's frame is not a ToExecutor"));
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

void ExecutorActor::OnClosed(uint64_t link, const absl::Status& reason) {
  if (link != link_number_) return;
  LogWarning("executor", "the link to the driver at ", options_.driver_address, " has ended: ", reason.message());
  Perform(attachment_.OnClosed(reason, Now()));
}

void ExecutorActor::FailTaskAndEnd(TaskId task, std::string why) {
  postbox_->Post([this, task, why = std::move(why)] {
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
      case Attachment::Action::kConnect: Connect(); break;
      case Attachment::Action::kSendHeartbeat: Send(ReportOutbox::Heartbeat(attachment_.life(), Metrics())); break;
      case Attachment::Action::kCloseLink: HangUp(absl::UnavailableError("the driver is silent")); break;
      case Attachment::Action::kRefuseDriver:
        HangUp(absl::AbortedError(StrCat("the executor belongs to a later life of the driver: ", attachment_.life())));
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
  postbox_->PostAfter(std::max(attachment_.next_time() - Now(), absl::ZeroDuration()), [this, number] {
    if (number == timer_number_) OnTime();
  });
}

void ExecutorActor::HangUp(const absl::Status& why) {
  ++link_number_;
  link_->Close(why);
}

// Received blocks stay: the driver says which of them it knows.
void ExecutorActor::EnterLife() {
  tasks_->EnterLife();
  broadcasts_.Forget();
  receivers_->LeaveAll("its driver has started anew");
  holdings_.FreeAllShuffles();
  state_stores_.ForgetAll();
}

void ExecutorActor::OnAttached(DriverLife life, const v1::Attached& attached) {
  if (attached.version() != options_.version) {
    return End(absl::FailedPreconditionError(StrCat(
        "driver and executor are of different versions: executor=", options_.version, " driver=", attached.version())));
  }
  Perform(attachment_.OnAttached({.life = life,
                                  .heartbeat = absl::Milliseconds(std::max<int64_t>(attached.heartbeat_millis(), 1)),
                                  .lease = absl::Milliseconds(std::max<int64_t>(attached.lease_millis(), 1))},
                                 Now()));
  if (!attachment_.attached()) return LogWarning("executor", attachment_.last_error().message());
  LogInfo("executor", "attached to the driver at ", options_.driver_address);
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
  for (const v1::PeerUpdate& update : work.peers()) OnPeers(update);
  for (const v1::StageProgram& program : work.stages()) tasks_->AddStage(program);
  for (const v1::StartReceiver& order : work.start_receivers()) {
    draining_ ? receivers_->Refuse(order, kExecutorLeaves) : receivers_->Start(order);
  }
  for (const v1::StopReceiver& order : work.stop_receivers()) receivers_->Stop(order);
  for (const v1::CutBlocks& order : work.cuts()) receivers_->Cut(order);
  OnBroadcasts(work, body);
  for (const v1::LaunchTask& launch : work.tasks()) Launch(launch);
  for (int64_t task : work.cancel_tasks()) tasks_->Cancel(TaskId(task));
  Free(work);
  Copy(work);
}

void ExecutorActor::OnPeers(const v1::PeerUpdate& update) {
  std::vector<Peer> peers, staying;
  for (const v1::PeerUpdate::Peer& peer : update.peers()) {
    if (ExecutorId(peer.executor()) == options_.executor) continue;
    peers.push_back({ExecutorId(peer.executor()), WorkerId(peer.worker()), peer.block_address()});
    if (!peer.leaving()) staying.push_back(peers.back());
  }
  replicator_.SetPeers(staying);
  links_.SetPeers(peers);
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
    holdings_.FreeBlock(*id);
    blocks.push_back(*id);
  }
  if (!blocks.empty()) {
    disk_->Post([this, blocks = std::move(blocks)] {
      for (const BlockId& id : blocks) store_.Remove(id);
    });
  }
  for (int64_t shuffle : work.free_shuffles()) {
    holdings_.FreeShuffle(ShuffleId(shuffle));
    tasks_->FreeShuffle(ShuffleId(shuffle));
  }
  for (int64_t key : work.free_broadcasts()) tasks_->FreeBroadcast(VariableKey(key));
  for (int64_t stage : work.free_stages()) tasks_->FreeStage(StageId(stage));
}

// Its new holder tells the driver, which asks again for what nobody has taken.
void ExecutorActor::Copy(const v1::Work& work) {
  for (const v1::BlockIdProto& proto : work.copy_blocks()) {
    const absl::StatusOr<BlockId> id = FromProto(proto);
    const HeldBlock* held = id.ok() ? holdings_.Find(*id) : nullptr;
    if (held == nullptr) continue;
    fetcher_.Fetch(options_.executor, {*id}, [this, held = *held](std::vector<FetchedBlock> found) {
      if (found.empty()) return;
      InputCopy copy{held.id, held.records, held.slot, std::move(found[0].data), held.metadata};
      replicator_.Replicate(std::move(copy), /*copies=*/2, [](const absl::Status& copied) {
        if (!copied.ok()) LogWarning("executor", "a block that only this executor holds stays: ", copied.message());
      });
    });
  }
}

void ExecutorActor::OnCopy(const InputCopy& copy, int64_t bytes) {
  const HeldBlock held{copy.id, bytes, copy.records, copy.slot, /*received_here=*/false, copy.metadata};
  holdings_.AddBlock(held);
  outbox_.AddBlock(held);
}

void ExecutorActor::OnResult(AttemptResult result) {
  if (result.map_output) holdings_.AddMapOutput(*result.map_output);
  const bool out_of_memory = result.out_of_memory;
  outbox_.AddTask(std::move(result));
  if (!out_of_memory || !options_.ends_when_stuck || !IsMemoryStillShort()) return;
  End(absl::ResourceExhaustedError("a task took all memory and did not give it back"));
}

// The driver lets an executor go that leaves; one without a driver needs not wait for it.
void ExecutorActor::EndIfNobodyWaits() {
  if (draining_ && !attachment_.has_link() && receivers_->none()) End(absl::OkStatus());
}

void ExecutorActor::End(const absl::Status& why) {
  {
    MutexLock lock(&end_mu_);
    if (end_) return;
    end_ = why;
  }
  while (attachment_.attached()) {
    std::optional<Frame> frame = outbox_.Take(attachment_.life());
    if (!frame) break;
    (void)link_->Send(*std::move(frame));  // Whether it arrives matters no more.
  }
  ++link_number_;
  ++timer_number_;
  if (link_) link_->Close(absl::OkStatus());
  tasks_->DropAll();
  receivers_->LeaveAll(kExecutorLeaves);
  ended_->Set();
}

v1::ExecutorMetrics ExecutorActor::Metrics() const {
  const BlockStoreUsage usage = store_.usage();
  v1::ExecutorMetrics metrics;
  metrics.set_memory_bytes(usage.memory_bytes);
  metrics.set_disk_bytes(usage.disk_bytes);
  metrics.set_blocks(usage.blocks);
  metrics.set_running_tasks(tasks_->running());
  return metrics;
}

}  // namespace sluice
