#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "common/base/message_texts.h"
#include "common/base/printable.h"
#include "common/base/str_cat.h"
#include "tools/checkpoint/checkpoint_reports.h"

namespace sluice {
namespace {

std::string Bytes(int64_t bytes) {
  if (bytes < 10 << 10) return StrCat(bytes, " bytes");
  return bytes < 10 << 20 ? StrCat(bytes >> 10, " KiB") : StrCat(bytes >> 20, " MiB");
}

std::string TimeOf(int64_t millis) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%E3S", absl::FromUnixMillis(millis), absl::LocalTimeZone());
}

std::string Batch(int64_t time) { return time < 0 ? "none" : StrCat(time, " ms (", TimeOf(time), ")"); }

std::string BatchLines(const char* what, const google::protobuf::RepeatedPtrField<v1::CheckpointBatches>& parts) {
  std::string text;
  for (const v1::CheckpointBatches& part : parts) {
    text += absl::StrFormat("  %-12s %s: batches %s ms\n", what, part.path(), absl::StrJoin(part.batches(), ", "));
  }
  return text;
}

}  // namespace

std::string ToText(const v1::CheckpointListing& given) {
  v1::CheckpointListing listing = given;
  ChangeTexts(listing, Printable);
  std::string text = StrCat(listing.directory(), ":\n");
  for (const v1::CheckpointPart& part : listing.parts()) {
    text += absl::StrFormat("  %-18s %-32s %6d files  %12s  changed %s\n", part.kind(), part.path(), part.files(),
                            Bytes(part.bytes()), TimeOf(part.changed_millis()));
  }
  return text;
}

std::string ToText(const v1::CheckpointSummary& given) {
  v1::CheckpointSummary summary = given;
  ChangeTexts(summary, Printable);
  std::string text = StrCat(summary.directory(), ":\n");
  auto line = [&text](const char* what, const std::string& value) {
    text += absl::StrFormat("  %-12s %s\n", what, value);
  };
  line("program", StrCat("batches of ", summary.batch_interval_millis(), " ms since ", summary.zero_time(),
                         " ms, streams ", summary.streams(), ", changed ", summary.changed_programs(), " times"));
  line("inputs", summary.inputs().empty() ? "none" : absl::StrJoin(summary.inputs(), ", "));
  line("owner", summary.owner().empty() ? "none" : summary.owner());
  line("finished", Batch(summary.last_finished_batch()));
  line("begun", Batch(summary.last_begun_batch()));
  line("checkpoints", StrCat(absl::StrJoin(summary.checkpoints(), ", "), " ms"));
  for (const v1::CheckpointState& state : summary.states()) {
    line("state", StrCat(state.stream(), ": partitions=", state.partitions(), ", versions ", state.oldest_version(),
                         " to ", state.newest_version(), " ms, ", Bytes(state.bytes())));
  }
  text += BatchLines("saved", summary.saved());
  text += BatchLines("unfinished", summary.unfinished());
  return text;
}

std::string ToText(const v1::CheckpointVerdict& given) {
  v1::CheckpointVerdict verdict = given;
  ChangeTexts(verdict, Printable);
  std::string text;
  for (const v1::CheckpointFinding& finding : verdict.findings()) {
    const std::string place = finding.offset() < 0 ? "" : StrCat(" at offset ", finding.offset());
    text += StrCat(finding.kind(), ": ", finding.file(), place, ": ", finding.text(),
                   finding.harmless() ? " (harmless)" : "", "\n");
  }
  const std::string then = verdict.goes_on_after() < 0
                               ? "a program cannot go on from it"
                               : StrCat("a program goes on after batch ", verdict.goes_on_after(), " ms");
  return StrCat(text, verdict.directory(), verdict.whole() ? " is whole: " : " is not whole: ", verdict.files(),
                " files of ", Bytes(verdict.bytes()), ", ", then, "\n");
}

}  // namespace sluice
