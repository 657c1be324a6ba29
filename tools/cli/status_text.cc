#include "tools/cli/status_text.h"

#include <set>

#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "common/base/message_texts.h"
#include "common/base/printable.h"
#include "common/base/str_cat.h"

namespace sluice {
namespace {

std::string Time(int64_t millis) {
  if (millis == 0) return "-";
  return absl::FormatTime("%Y-%m-%d %H:%M:%S", absl::FromUnixMillis(millis), absl::LocalTimeZone());
}

std::string Bytes(int64_t bytes) {
  if (bytes < 1 << 20) return StrCat(bytes >> 10, " KiB");
  if (bytes < int64_t{10} << 30) return StrCat(bytes >> 20, " MiB");
  return StrCat(bytes >> 30, " GiB");
}

std::string WorkerLine(const v1::WorkerInfo& worker) {
  return absl::StrFormat("  %-40s %-8s %d of %d cores used, %s, heard %.1f s ago\n", worker.worker(), worker.state(),
                         worker.cores_used(), worker.cores(), Bytes(worker.memory_bytes()),
                         static_cast<double>(worker.heartbeat_age_millis()) / 1000);
}

// Where the application has several; empty otherwise.
std::string RunName(int run, bool several) { return several ? StrCat("run ", run, " ") : ""; }

std::string ReceiverLine(const v1::ReceiverStatus& receiver, bool several_runs) {
  const std::string where = receiver.executor() < 0 ? "nowhere" : StrCat("executor ", receiver.executor());
  return absl::StrFormat("    %sreceiver %d%s%s on %s: %s, %d records%s%s\n", RunName(receiver.run(), several_runs),
                         receiver.stream(), receiver.name().empty() ? "" : " ", receiver.name(), where,
                         receiver.state(), receiver.records(), receiver.message().empty() ? "" : ": ",
                         receiver.message());
}

// "at most 800 records/s, last batch processed at 812/s".
std::string RateLine(const v1::RateStatus& rate, bool several_runs) {
  const std::string limit = rate.limit() == 0 ? "no limit" : StrCat("at most ", rate.limit(), " records/s");
  const std::string processing =
      rate.processing() == 0 ? "" : absl::StrFormat(", last batch processed at %.0f/s", rate.processing());
  return absl::StrFormat("    %srate of input %d: %s%s\n", RunName(rate.run(), several_runs), rate.stream(), limit,
                         processing);
}

std::string BatchLine(const v1::BatchStatus& batch, bool several_runs) {
  const std::string time =
      absl::FormatTime("%H:%M:%E3S", absl::FromUnixMillis(batch.batch_time()), absl::LocalTimeZone());
  return absl::StrFormat("    %sbatch %s %s: %d records, waited %d ms, took %d ms%s%s\n",
                         RunName(batch.run(), several_runs), time, batch.state(), batch.records(),
                         batch.scheduling_delay_millis(), batch.processing_millis(),
                         batch.message().empty() ? "" : ": ", batch.message());
}

std::string ExecutorLine(const v1::LaunchedExecutor& executor, const v1::ApplicationStatus& status) {
  std::string state = executor.state(), use;
  for (const v1::ExecutorStatus& known : status.executors()) {
    if (known.executor() != executor.executor()) continue;
    if (known.state() == "leaving") state = known.state();
    use = absl::StrFormat(", %d tasks, %d blocks of %s in memory and %s on disk", known.running_tasks(), known.blocks(),
                          Bytes(known.memory_bytes()), Bytes(known.disk_bytes()));
  }
  return absl::StrFormat("    executor %d on %s: %s, process %d, %d cores%s\n", executor.executor(), executor.worker(),
                         state, executor.pid(), executor.cores(), use);
}

// Each block once, however many copies there are; as long as the application does not say, the copies its executors
// hold.
std::string BlocksLine(const v1::ApplicationStatus& status) {
  int64_t held = status.blocks().held(), bytes = status.blocks().held_bytes();
  if (!status.has_blocks()) {
    for (const v1::ExecutorStatus& executor : status.executors()) {
      held += executor.blocks();
      bytes += executor.memory_bytes() + executor.disk_bytes();
    }
  }
  return absl::StrFormat("    blocks held: %d of %s\n", held, Bytes(bytes));
}

bool HasSeveralRuns(const v1::ApplicationStatus& status) {
  std::set<int> runs;
  for (const v1::ReceiverStatus& receiver : status.receivers()) runs.insert(receiver.run());
  for (const v1::BatchStatus& batch : status.batches()) runs.insert(batch.run());
  return runs.size() > 1;
}

std::string StreamingLines(const v1::ApplicationStatus& status) {
  std::string text;
  const bool several = HasSeveralRuns(status);
  for (const v1::ReceiverStatus& receiver : status.receivers()) text += ReceiverLine(receiver, several);
  for (const v1::RateStatus& rate : status.rates()) text += RateLine(rate, several);
  if (status.receivers().empty() && status.batches().empty()) return text;
  text += BlocksLine(status);
  const v1::RecordTotals& records = status.records();
  text += absl::StrFormat("    records: %d received, %d replicated, %d processed, %d lost, %d repeated\n",
                          records.received(), records.replicated(), records.processed(), records.lost(),
                          records.repeated());
  text += absl::StrFormat("    batches: %d completed, %d failed, %d waiting\n", status.batches_completed(),
                          status.batches_failed(), status.batches_waiting());
  for (const v1::BatchStatus& batch : status.batches()) text += BatchLine(batch, several);
  return text;
}

std::string ApplicationLines(const v1::ApplicationInfo& application) {
  const bool ended = application.ended_millis() != 0;
  std::string text = absl::StrFormat("  %s %-9s %s, %s %s", application.application(), application.state(),
                                     application.name(), ended ? "ended" : "submitted",
                                     Time(ended ? application.ended_millis() : application.submitted_millis()));
  if (application.restarts() > 0) text += StrCat(", restarted ", application.restarts(), " times");
  if (!application.message().empty()) text += StrCat(": ", application.message());
  text += "\n";
  for (const v1::LaunchedExecutor& executor : application.executors()) {
    text += ExecutorLine(executor, application.status());
  }
  return ended ? text : text + StreamingLines(application.status());
}

}  // namespace

std::string StatusText(v1::ClusterStatus status) {
  ChangeTexts(status, Printable);
  std::string text =
      absl::StrFormat("Sluice %s, driver at %s since %s, metrics on http://%s/metrics\n", status.version(),
                      status.address(), Time(status.started_millis()), status.metrics_address());
  text += StrCat("\nWorkers: ", status.workers_size(), "\n");
  for (const v1::WorkerInfo& worker : status.workers()) text += WorkerLine(worker);
  text += StrCat("\nApplications: ", status.applications_size(), "\n");
  for (const v1::ApplicationInfo& application : status.applications()) text += ApplicationLines(application);
  return text;
}

}  // namespace sluice
