#include "driver/history/log/event_log_reader.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/printable.h"
#include "common/base/status.h"
#include "common/fs/file_uri.h"
#include "driver/history/log/event_frame.h"
#include "driver/history/log/event_log_files.h"
#include "driver/history/log/event_proto.h"

namespace sluice {
namespace {

using Visit = absl::FunctionRef<void(const v1::HistoryEventProto&)>;

constexpr size_t kZerosAtTheEnd = 8;  // So does a file end that had no power while it grew; a frame hardly does.

// One file, from front to back.
class FileOfEvents {
 public:
  FileOfEvents(std::string path, std::string_view contents, EventLogExtent& extent, Visit visit)
      : path_(std::move(path)), contents_(contents), extent_(extent), visit_(visit) {}

  // But for its first frame, nothing that ends at or before `skipped_bytes` is looked at.
  absl::Status Read(int64_t skipped_bytes) {
    while (offset_ < contents_.size()) {
      const absl::StatusOr<size_t> bytes = EventFrameBytes(rest());
      const bool is_skipped = bytes.ok() && offset_ > 0 && static_cast<int64_t>(offset_ + *bytes) <= skipped_bytes;
      if (!is_skipped) {
        absl::StatusOr<EventFrame> frame = ParseEventFrame(rest());
        if (!frame.ok()) return CutOff(frame.status());
        SLUICE_RETURN_IF_ERROR(ReadFrame(*frame));
      }
      offset_ += *bytes;
    }
    return absl::OkStatus();
  }

 private:
  std::string_view rest() const { return contents_.substr(offset_); }

  absl::Status ReadFrame(const EventFrame& frame) {
    for (const Record& record : frame.records) {
      if (record.kind == RecordKind::kFormat) {
        SLUICE_RETURN_IF_ERROR(CheckFormat(record.payload));
        continue;
      }
      v1::HistoryEventProto event;
      if (!event.ParseFromArray(record.payload.data(), static_cast<int>(record.payload.size()))) {
        return Damaged("a record has a right checksum and no event");
      }
      ++extent_.events;
      visit_(event);
    }
    return absl::OkStatus();
  }

  absl::Status CheckFormat(std::string_view format) const {
    if (format == kEventLogFormat) return absl::OkStatus();
    return absl::FailedPreconditionError(
        StrCat("this version does not know the format of an event log: file=", WithoutSecrets(path_),
               " stored=", Printable(format), " known=", kEventLogFormat));
  }

  // An append that was not finished is left out; what it looks like cannot be followed by anything whole.
  absl::Status CutOff(const absl::Status& why) {
    const std::string_view end = contents_.substr(contents_.size() - std::min(contents_.size(), kZerosAtTheEnd));
    const bool is_zeroed = end.find_first_not_of('\0') == end.npos;
    const bool may_be_torn = absl::IsOutOfRange(why) || is_zeroed;
    if (!may_be_torn || HoldsEventFrame(rest().substr(1))) return Damaged(why.message());
    extent_.torn_bytes += static_cast<int64_t>(rest().size());
    offset_ = contents_.size();
    return absl::OkStatus();
  }

  absl::Status Damaged(absl::string_view why) const {
    return absl::DataLossError(
        StrCat("event log is damaged: file=", WithoutSecrets(path_), " offset=", offset_, ": ", why));
  }

  const std::string path_;
  const std::string_view contents_;
  EventLogExtent& extent_;
  const Visit visit_;
  size_t offset_ = 0;
};

absl::Status ReadFile(EventLogPlace& place, const EventLogFile& file, int64_t skipped_bytes, EventLogExtent& extent,
                      Visit visit) {
  const absl::StatusOr<std::string> contents = place.Read(file.path);
  if (absl::IsNotFound(contents.status())) return absl::OkStatus();  // It went meanwhile, as the oldest file.
  SLUICE_RETURN_IF_ERROR(contents.status());
  ++extent.files;
  return FileOfEvents(file.path, *contents, extent, visit).Read(skipped_bytes);
}

}  // namespace

absl::Status ReadEventLog(EventLogPlace& place, const std::string& folder, int64_t tail_bytes, EventLogExtent& extent,
                          Visit visit) {
  SLUICE_ASSIGN_OR_RETURN(std::vector<EventLogFile> files, EventLogFiles(place, folder));
  if (files.empty()) {
    return absl::NotFoundError(
        StrCat("no event log is there, as ", EventFileName(1), " is one: folder=", WithoutSecrets(folder)));
  }
  int64_t skipped_bytes = -tail_bytes;
  for (const EventLogFile& file : files) skipped_bytes += file.bytes;
  for (const EventLogFile& file : files) {
    const bool is_passed_by = file.bytes <= skipped_bytes && file.number != files.back().number;
    if (!is_passed_by) {
      SLUICE_RETURN_IF_ERROR(ReadFile(place, file, skipped_bytes, extent, visit));
    }
    skipped_bytes -= file.bytes;
  }
  return absl::OkStatus();
}

absl::Status ReplayEventLog(EventLogPlace& place, const std::string& folder, int64_t tail_bytes, EventLogExtent& extent,
                            History& history) {
  return ReadEventLog(place, folder, tail_bytes, extent, [&history](const v1::HistoryEventProto& proto) {
    if (const absl::StatusOr<HistoryEvent> event = FromProto(proto); event.ok()) history.Add(*event);
  });
}

}  // namespace sluice
