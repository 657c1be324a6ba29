#include "state/store/state_folder.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "absl/strings/str_format.h"
#include "common/base/status.h"

namespace sluice {
namespace {

constexpr std::string_view kChangesEnd = ".changes";
constexpr std::string_view kSnapshotMiddle = ".snapshot.";
constexpr std::string_view kLastEnd = ".last";
constexpr int kVersionDigits = 20;

template <class N>
bool TakeNumber(std::string_view& text, size_t digits, N& number) {
  if (text.size() < digits) return false;
  auto [end, error] = std::from_chars(text.data(), text.data() + digits, number);
  if (error != std::errc() || end != text.data() + digits) return false;
  text.remove_prefix(digits);
  return true;
}
bool TakeText(std::string_view& text, std::string_view expected) {
  if (!text.starts_with(expected)) return false;
  text.remove_prefix(expected.size());
  return true;
}

struct PartName {
  int64_t version;
  int part;
  bool is_last;
};
std::optional<PartName> ParsePartName(std::string_view name) {
  PartName parsed{};
  if (!TakeNumber(name, kVersionDigits, parsed.version) || !TakeText(name, kSnapshotMiddle)) return std::nullopt;
  if (!TakeNumber(name, 5, parsed.part)) return std::nullopt;
  parsed.is_last = TakeText(name, kLastEnd);
  return name.empty() ? std::optional(parsed) : std::nullopt;
}

struct ChangesName {
  int64_t to, from;
};
std::optional<ChangesName> ParseChangesName(std::string_view name) {
  ChangesName parsed{};
  bool ok = TakeNumber(name, kVersionDigits, parsed.to) && TakeText(name, "-") &&
            TakeNumber(name, kVersionDigits, parsed.from) && TakeText(name, kChangesEnd) && name.empty();
  return ok && parsed.from < parsed.to ? std::optional(parsed) : std::nullopt;
}

// The first of the newest `versions` versions.
std::optional<int64_t> OldestKept(const StateFolderContents& contents, int versions) {
  auto oldest = contents.changes.rbegin();
  for (int i = 1; i < versions && oldest != contents.changes.rend(); ++i) ++oldest;
  if (oldest == contents.changes.rend()) return std::nullopt;
  return oldest->first;
}

}  // namespace

absl::StatusOr<StateChain> FindChain(const StateFolderContents& contents, int64_t version,
                                     const std::set<int64_t>& unusable) {
  StateChain chain;
  int64_t at = version;
  while (at != kNoStateVersion && (!contents.snapshots.contains(at) || unusable.contains(at))) {
    auto step = contents.changes.find(at);
    if (step == contents.changes.end()) {
      return absl::NotFoundError(StrCat("the changes of version ", at, " are missing, needed for version ", version));
    }
    chain.versions.push_back(at);
    at = step->second;
  }
  chain.snapshot = at;
  std::reverse(chain.versions.begin(), chain.versions.end());
  return chain;
}

// Another process may clean up at the same time.
absl::Status StateFolder::Remove(const std::string& path) const {
  absl::Status removed = files_.Remove(path);
  return absl::IsNotFound(removed) ? absl::OkStatus() : removed;
}

std::string StateFolder::ChangesPath(int64_t from, int64_t to) const {
  return absl::StrFormat("%s/%020d-%020d.changes", path_, to, from);
}
std::string StateFolder::PartPath(int64_t version, int part, bool is_last) const {
  return absl::StrFormat("%s/%020d.snapshot.%05d%s", path_, version, part, is_last ? ".last" : "");
}

absl::StatusOr<StateFolderContents> StateFolder::List() const {
  StateFolderContents contents;
  absl::StatusOr<std::vector<std::string>> names = files_.List(path_);
  if (absl::IsNotFound(names.status())) return contents;
  if (!names.ok()) return names.status();
  std::map<int64_t, int> parts;
  for (const std::string& name : *names) {
    if (auto changes = ParseChangesName(name)) contents.changes[changes->to] = changes->from;
    auto part = ParsePartName(name);
    if (!part) continue;
    int& found = parts[part->version];  // Names are sorted, so parts come in order.
    if (part->part != found) continue;
    ++found;
    if (part->is_last) contents.snapshots[part->version] = found;
  }
  return contents;
}

absl::Status StateFolder::PublishChanges(int64_t from, int64_t to, StateFileWriter& changes) const {
  Buffer file = changes.Finish({.kind = StateFileHeader::Kind::kChanges, .from = from, .to = to});
  return files_.Publish(ChangesPath(from, to), file.view());
}

absl::Status StateFolder::PublishPart(int64_t version, uint64_t nonce, int part, bool is_last,
                                      StateFileWriter& records) const {
  Buffer file = records.Finish(
      {.kind = StateFileHeader::Kind::kSnapshot, .to = version, .nonce = nonce, .part = static_cast<uint32_t>(part)});
  return files_.Publish(PartPath(version, part, is_last), file.view());
}

absl::StatusOr<StateFileReader> StateFolder::OpenFile(const std::string& path, StateFileHeader::Kind kind,
                                                      int64_t to) const {
  SLUICE_ASSIGN_OR_RETURN(Buffer file, files_.Read(path));
  SLUICE_ASSIGN_OR_RETURN(StateFileReader reader, StateFileReader::Open(std::move(file), path));
  if (reader.header().kind != kind || reader.header().to != to) {
    return absl::DataLossError(
        StrCat(path, " has the contents of another file: version=", reader.header().to, " expected=", to));
  }
  return reader;
}

absl::Status StateFolder::ReadAll(StateFileReader& reader, const Take& take) {
  StateRecord records[kRecordBatch];
  size_t count = 0;
  do {
    count = 0;
    while (count < kRecordBatch && reader.Next(records[count])) ++count;
    SLUICE_RETURN_IF_ERROR(take(absl::MakeSpan(records, count)));
  } while (count == kRecordBatch);
  return reader.status();
}

absl::Status StateFolder::ReadChanges(int64_t from, int64_t to, const Take& take) const {
  SLUICE_ASSIGN_OR_RETURN(StateFileReader reader, OpenFile(ChangesPath(from, to), StateFileHeader::Kind::kChanges, to));
  return ReadAll(reader, take);
}

absl::Status StateFolder::ReadSnapshot(int64_t version, int parts, const Take& take) const {
  std::optional<uint64_t> nonce;
  for (int part = 0; part < parts; ++part) {
    std::string path = PartPath(version, part, part == parts - 1);
    SLUICE_ASSIGN_OR_RETURN(StateFileReader reader, OpenFile(path, StateFileHeader::Kind::kSnapshot, version));
    const StateFileHeader& header = reader.header();
    if (header.part != part || header.nonce != nonce.value_or(header.nonce)) {
      return absl::DataLossError(StrCat(path, " does not belong to the parts before it: part=", header.part));
    }
    nonce = header.nonce;
    SLUICE_RETURN_IF_ERROR(ReadAll(reader, take));
  }
  return absl::OkStatus();
}

absl::Status StateFolder::RemoveOld(int versions) const {
  SLUICE_ASSIGN_OR_RETURN(StateFolderContents contents, List());
  std::optional<int64_t> oldest = OldestKept(contents, versions);
  if (!oldest) return absl::OkStatus();
  auto base = contents.snapshots.upper_bound(*oldest);  // The two before it stay: one to begin with, one to spare.
  for (int i = 0; i < 2; ++i, --base) {
    if (base == contents.snapshots.begin()) return absl::OkStatus();
  }
  for (const auto& [to, from] : contents.changes) {
    if (to <= base->first) SLUICE_RETURN_IF_ERROR(Remove(ChangesPath(from, to)));
  }
  for (auto snapshot = contents.snapshots.begin(); snapshot != base; ++snapshot) {
    for (int part = snapshot->second - 1; part >= 0; --part) {  // The last one first: then the snapshot is gone.
      SLUICE_RETURN_IF_ERROR(Remove(PartPath(snapshot->first, part, part == snapshot->second - 1)));
    }
  }
  return absl::OkStatus();
}

}  // namespace sluice
