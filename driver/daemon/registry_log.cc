#include "driver/daemon/registry_log.h"

#include <algorithm>
#include <vector>

#include "common/base/status.h"
#include "common/process/executable_proto.h"
#include "driver/daemon/registry_snapshot.h"
#include "proto/registry.pb.h"

namespace sluice {
namespace {

template <class Repeated>
std::vector<std::string> Strings(const Repeated& repeated) {
  return {repeated.begin(), repeated.end()};
}

void Write(const AddApplication& update, v1::RegistryUpdateProto& proto) {
  v1::AddApplicationProto& add = *proto.mutable_add();
  add.set_application(update.application.value());
  add.set_name(update.spec.name);
  *add.mutable_executable() = ToProto(update.spec.executable);
  add.mutable_arguments()->Assign(update.spec.arguments.begin(), update.spec.arguments.end());
  add.mutable_conf()->Assign(update.spec.conf.begin(), update.spec.conf.end());
  add.set_cores_wanted(update.spec.cores_wanted);
  add.set_supervise(update.spec.supervise);
  add.set_submitted_millis(absl::ToUnixMillis(update.submitted));
  add.set_former_lives(update.former_lives);
}

AddApplication Read(const v1::AddApplicationProto& add) {
  return {.application = ApplicationId(add.application()),
          .spec = {.name = add.name(),
                   .executable = FromProto(add.executable()),
                   .arguments = Strings(add.arguments()),
                   .conf = Strings(add.conf()),
                   .cores_wanted = add.cores_wanted(),
                   .supervise = add.supervise()},
          .submitted = absl::FromUnixMillis(add.submitted_millis()),
          .former_lives = add.former_lives()};
}

void Write(const MoveApplication& update, v1::RegistryUpdateProto& proto) {
  v1::MoveApplicationProto& move = *proto.mutable_move();
  move.set_application(update.application.value());
  move.set_to(static_cast<int>(update.to));
  move.set_message(update.message);
  move.set_exit_code(update.exit_code);
  move.set_at_millis(absl::ToUnixMillis(update.at));
}

MoveApplication Read(const v1::MoveApplicationProto& move) {
  return {.application = ApplicationId(move.application()),
          .to = static_cast<ApplicationState>(move.to()),
          .message = move.message(),
          .exit_code = move.exit_code(),
          .at = absl::FromUnixMillis(move.at_millis())};
}

void Write(const StopApplication& update, v1::RegistryUpdateProto& proto) {
  v1::StopApplicationProto& stop = *proto.mutable_stop();
  stop.set_application(update.application.value());
  stop.set_wish(static_cast<int>(update.order.wish));
  stop.set_reason(update.order.reason);
  stop.set_by_millis(absl::ToUnixMillis(update.order.by));
}

StopApplication Read(const v1::StopApplicationProto& stop) {
  return {.application = ApplicationId(stop.application()),
          .order = {.wish = static_cast<StopWish>(stop.wish()),
                    .reason = stop.reason(),
                    .by = absl::FromUnixMillis(stop.by_millis())}};
}

void Write(const FinishApplication& update, v1::RegistryUpdateProto& proto) {
  proto.mutable_finish()->set_application(update.application.value());
  proto.mutable_finish()->set_exit_code(update.exit_code);
}

void Write(const NumberExecutor& update, v1::RegistryUpdateProto& proto) {
  proto.mutable_number()->set_application(update.application.value());
  proto.mutable_number()->set_executor(update.executor.value());
}

void Write(const ForgetApplication& update, v1::RegistryUpdateProto& proto) {
  proto.mutable_forget()->set_application(update.application.value());
}

void Write(const DrainWorker& update, v1::RegistryUpdateProto& proto) {
  proto.mutable_drain()->set_worker(update.worker.value());
}

void Write(const UndrainWorker& update, v1::RegistryUpdateProto& proto) {
  proto.mutable_undrain()->set_worker(update.worker.value());
}

constexpr int64_t kShortBytes = 64 << 10;  // What is no longer is not worth writing anew.

absl::StatusOr<Registry> Replay(const std::string& path, const RecordLogContents& contents) {
  Registry registry;
  for (size_t i = 0; i < contents.records.size(); ++i) {
    absl::StatusOr<RegistryUpdate> update = Decode(contents.records[i].view());
    const absl::Status applied = update.ok() ? Apply(*update, registry) : update.status();
    if (!applied.ok()) return absl::DataLossError(StrCat(path, ": record ", i, ": ", applied.message()));
  }
  return registry;
}

}  // namespace

std::string Encode(const RegistryUpdate& update) {
  v1::RegistryUpdateProto proto;
  std::visit([&](const auto& change) { Write(change, proto); }, update);
  return proto.SerializeAsString();
}

absl::StatusOr<RegistryUpdate> Decode(std::string_view record) {
  v1::RegistryUpdateProto proto;
  if (!proto.ParseFromArray(record.data(), static_cast<int>(record.size()))) {
    return absl::DataLossError("not an RegistryUpdateProto");
  }
  switch (proto.kind_case()) {
    case v1::RegistryUpdateProto::kAdd: return Read(proto.add());
    case v1::RegistryUpdateProto::kMove: return Read(proto.move());
    case v1::RegistryUpdateProto::kStop: return Read(proto.stop());
    case v1::RegistryUpdateProto::kFinish:
      return FinishApplication{ApplicationId(proto.finish().application()), proto.finish().exit_code()};
    case v1::RegistryUpdateProto::kNumber:
      return NumberExecutor{ApplicationId(proto.number().application()), ExecutorId(proto.number().executor())};
    case v1::RegistryUpdateProto::kForget: return ForgetApplication{ApplicationId(proto.forget().application())};
    case v1::RegistryUpdateProto::kDrain: return DrainWorker{WorkerId(proto.drain().worker())};
    case v1::RegistryUpdateProto::kUndrain: return UndrainWorker{WorkerId(proto.undrain().worker())};
    case v1::RegistryUpdateProto::KIND_NOT_SET: break;
  }
  return absl::DataLossError("an RegistryUpdateProto of an unknown kind");
}

absl::StatusOr<RegistryLog::Opened> RegistryLog::Open(Files& files, const std::string& path, int ended_kept) {
  std::unique_ptr<RegistryLog> log(new RegistryLog(files, path));
  SLUICE_ASSIGN_OR_RETURN(const RecordLogContents contents, log->OpenWriter());
  SLUICE_ASSIGN_OR_RETURN(log->registry_, Replay(path, contents));
  for (const ApplicationId& id : SurplusOf(log->registry_.applications, ended_kept)) {
    SLUICE_RETURN_IF_ERROR(log->Write(ForgetApplication{id}));
  }
  log->ShortenIfLong().IgnoreError();  // A full disk has room for the long one.
  Registry registry = log->registry_;
  return Opened{std::move(log), std::move(registry), contents.torn_bytes};
}

absl::StatusOr<RecordLogContents> RegistryLog::OpenWriter() {
  SLUICE_ASSIGN_OR_RETURN(RecordLogWriter::Opened opened, RecordLogWriter::Open(files_, path_));
  writer_ = std::move(opened.writer);
  return std::move(opened.contents);
}

absl::Status RegistryLog::Write(const RegistryUpdate& update) {
  if (writer_ == nullptr) SLUICE_RETURN_IF_ERROR(OpenWriter().status());
  std::vector<RegistryUpdate> updates = owed_;
  updates.push_back(update);
  SLUICE_RETURN_IF_ERROR(Append(updates));
  owed_.clear();
  for (const RegistryUpdate& written : updates) Apply(written, registry_).IgnoreError();  // Who writes it has checked.
  ShortenIfLong().IgnoreError();  // It is tried again with the next one.
  return absl::OkStatus();
}

absl::Status RegistryLog::Append(const std::vector<RegistryUpdate>& updates) {
  for (const RegistryUpdate& update : updates) SLUICE_RETURN_IF_ERROR(writer_->Append(Encode(update)));
  return writer_->Commit();
}

absl::Status RegistryLog::ShortenIfLong() {
  if (writer_->end() < std::max(long_bytes_, kShortBytes)) return absl::OkStatus();
  const absl::Status published = PublishShort();
  writer_ = nullptr;  // It may belong to the former file, whatever came of that.
  SLUICE_RETURN_IF_ERROR(OpenWriter().status());
  long_bytes_ = 2 * writer_->end();
  return published;
}

absl::Status RegistryLog::PublishShort() {
  const std::string passing = StrCat(path_, ".new");
  SLUICE_RETURN_IF_ERROR(files_.RemoveTree(passing));
  SLUICE_ASSIGN_OR_RETURN(const RecordLogWriter::Opened opened, RecordLogWriter::Open(files_, passing));
  for (const RegistryUpdate& update : UpdatesTo(registry_)) {
    SLUICE_RETURN_IF_ERROR(opened.writer->Append(Encode(update)));
  }
  SLUICE_RETURN_IF_ERROR(opened.writer->Commit());
  SLUICE_ASSIGN_OR_RETURN(const Buffer whole, files_.Read(passing));
  SLUICE_RETURN_IF_ERROR(files_.Publish(path_, whole.view()));
  return files_.Remove(passing);
}

absl::Status RegistryLog::Note(const RegistryUpdate& update) {
  const absl::Status status = Write(update);
  if (!status.ok()) owed_.push_back(update);
  return status;
}

}  // namespace sluice
