#include "state/store/state_folder.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "absl/strings/str_format.h"
#include "common/base/status.h"
#include "common/fs/names_in.h"

namespace sluice {
namespace {

constexpr std::string_view kChangesEnd = ".changes";
constexpr std::string_view kSnapshotMiddle = ".snapshot.";
constexpr std::string_view kLastEnd = ".last";
constexpr int kVersionDigits = 20;
constexpr int kPartDigits = 5;
constexpr int kNonceDigits = 16;

template <class N>
bool TakeNumber(std::string_view& text, size_t digits, N& number, int base = 10) {
  if (text.size() < digits) return false;
  auto [end, error] = std::from_chars(text.data(), text.data() + digits, number, base);
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
  if (!TakeNumber(name, kPartDigits, parsed.part)) return std::nullopt;
  parsed.is_last = TakeText(name, kLastEnd);
  return name.empty() ? std::optional(parsed) : std::nullopt;
}

struct ChangesName {
  int64_t to, from;
  uint64_t nonce;
  std::optional<int> part;  // Not set: they are in one file.
  bool is_last;
};
std::optional<ChangesName> ParseChangesName(std::string_view name) {
  ChangesName parsed{};
  bool ok = TakeNumber(name, kVersionDigits, parsed.to) && TakeText(name, "-") &&
            TakeNumber(name, kVersionDigits, parsed.from) && TakeText(name, kChangesEnd);
  if (!ok || parsed.from >= parsed.to) return std::nullopt;
  if (name.empty()) return parsed;
  ok = TakeText(name, ".") && TakeNumber(name, kNonceDigits, parsed.nonce, 16) && TakeText(name, ".") &&
       TakeNumber(name, kPartDigits, parsed.part.emplace());
  parsed.is_last = TakeText(name, kLastEnd);
  return ok && name.empty() ? std::optional(parsed) : std::nullopt;
}

// Gathers the parts of each version's changes; names come sorted, so parts come in order.
class PartedChanges {
 public:
  void Add(const ChangesName& name, std::map<int64_t, StateChanges>& whole) {
    int& found = parts_[{name.to, name.nonce}];
    if (*name.part != found) return;
    ++found;
    if (name.is_last) whole.try_emplace(name.to, StateChanges{name.from, name.nonce, found});
  }

 private:
  std::map<std::pair<int64_t, uint64_t>, int> parts_;  // Keys are version and nonce.
};

// The first of the newest `versions` versions, or the last one that is not after `kept`.
std::optional<int64_t> OldestKept(const StateFolderContents& contents, int versions, int64_t kept) {
  auto oldest = contents.changes.rbegin();
  for (int i = 1; i < versions && oldest != contents.changes.rend(); ++i) ++oldest;
  while (oldest != contents.changes.rend() && oldest->first > kept) ++oldest;
  if (oldest == contents.changes.rend()) return std::nullopt;
  return oldest->first;
}

constexpr size_t kRecordBatch = StateFolder::kRecordBatch;

size_t NextBatch(StateFileReader& reader, StateRecord* records) {
  size_t count = 0;
  while (count < kRecordBatch && reader.Next(records[count])) ++count;
  return count;
}

absl::Status ReadForward(StateFileReader& reader, const StateFolder::Take& take) {
  StateRecord records[kRecordBatch];
  size_t count = 0;
  do {
    count = NextBatch(reader, records);
    SLUICE_RETURN_IF_ERROR(take(absl::MakeSpan(records, count)));
  } while (count == kRecordBatch);
  return reader.status();
}

// Goes over the file twice, as only the way forward shows where records begin.
absl::Status ReadBackward(StateFileReader& reader, const StateFolder::Take& take) {
  StateRecord records[kRecordBatch];
  std::vector<StateFileReader::Position> batches;
  do batches.push_back(reader.position());
  while (NextBatch(reader, records) == kRecordBatch);
  SLUICE_RETURN_IF_ERROR(reader.status());
  for (; !batches.empty(); batches.pop_back()) {
    reader.GoTo(batches.back());
    const size_t count = NextBatch(reader, records);
    std::reverse(records, records + count);
    SLUICE_RETURN_IF_ERROR(take(absl::MakeSpan(records, count)));
  }
  return reader.status();
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
    at = step->second.from;
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
std::string StateFolder::ChangesPartPath(const ChangesPart& part, bool is_last) const {
  return absl::StrFormat("%s.%016x.%05d%s", ChangesPath(part.from, part.to), part.nonce, part.part,
                         is_last ? kLastEnd : "");
}
std::string StateFolder::PartPath(int64_t version, int part, bool is_last) const {
  return absl::StrFormat("%s/%020d.snapshot.%05d%s", path_, version, part, is_last ? ".last" : "");
}

absl::StatusOr<StateFolderContents> StateFolder::List() const {
  StateFolderContents contents;
  SLUICE_ASSIGN_OR_RETURN(const std::vector<std::string> names, NamesIn(files_, path_));
  std::map<int64_t, int> parts;
  PartedChanges parted;
  for (const std::string& name : names) {
    if (auto changes = ParseChangesName(name)) {
      if (changes->part.has_value()) {
        parted.Add(*changes, contents.changes);
      } else {
        contents.changes[changes->to] = {.from = changes->from};
      }
    }
    auto part = ParsePartName(name);
    if (!part) continue;
    int& found = parts[part->version];  // Names are sorted, so parts come in order.
    if (part->part != found) {
      if (part->is_last) contents.missing[part->version] = PartPath(part->version, found, /*is_last=*/false);
      continue;
    }
    ++found;
    if (part->is_last) contents.snapshots[part->version] = found;
  }
  return contents;
}

absl::Status StateFolder::Publish(const std::string& path, const Buffer& file) const {
  return door_.empty() ? files_.Publish(path, file.view()) : files_.PublishThrough(door_, path, file.view());
}

absl::Status StateFolder::PublishChanges(int64_t from, int64_t to, StateFileWriter& changes) const {
  Buffer file = changes.Finish({.kind = StateFileHeader::Kind::kChanges, .from = from, .to = to});
  return Publish(ChangesPath(from, to), file);
}

absl::Status StateFolder::PublishChangesPart(const ChangesPart& part, bool is_last, StateFileWriter& changes) const {
  Buffer file = changes.Finish({.kind = StateFileHeader::Kind::kChanges,
                                .from = part.from,
                                .to = part.to,
                                .nonce = part.nonce,
                                .part = static_cast<uint32_t>(part.part)});
  return Publish(ChangesPartPath(part, is_last), file);
}

absl::Status StateFolder::PublishPart(int64_t version, uint64_t nonce, int part, bool is_last,
                                      StateFileWriter& records) const {
  Buffer file = records.Finish(
      {.kind = StateFileHeader::Kind::kSnapshot, .to = version, .nonce = nonce, .part = static_cast<uint32_t>(part)});
  return Publish(PartPath(version, part, is_last), file);
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

absl::Status StateFolder::ReadChangesPart(int64_t to, const StateChanges& changes, int part, const Take& take,
                                          Order order) const {
  const std::string path = changes.parts == 0
                               ? ChangesPath(changes.from, to)
                               : ChangesPartPath({changes.from, to, changes.nonce, part}, part == changes.parts - 1);
  SLUICE_ASSIGN_OR_RETURN(StateFileReader reader, OpenFile(path, StateFileHeader::Kind::kChanges, to));
  if (reader.header().part != part || reader.header().nonce != changes.nonce) {
    return absl::DataLossError(StrCat(path, " does not belong to the parts before it: part=", reader.header().part));
  }
  return order == Order::kFirstToLast ? ReadForward(reader, take) : ReadBackward(reader, take);
}

absl::Status StateFolder::ReadChanges(int64_t to, const StateChanges& changes, const Take& take, Order order) const {
  const int files = std::max(changes.parts, 1);
  for (int i = 0; i < files; ++i) {
    const int part = order == Order::kFirstToLast ? i : files - 1 - i;
    SLUICE_RETURN_IF_ERROR(ReadChangesPart(to, changes, part, take, order));
  }
  return absl::OkStatus();
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
    SLUICE_RETURN_IF_ERROR(ReadForward(reader, take));
  }
  return absl::OkStatus();
}

absl::Status StateFolder::RemoveOld(int versions) const {
  SLUICE_ASSIGN_OR_RETURN(StateFolderContents contents, List());
  std::optional<int64_t> oldest = OldestKept(contents, versions, kept_);
  if (!oldest) return absl::OkStatus();
  auto base = contents.snapshots.upper_bound(*oldest);  // The two before it stay: one to begin with, one to spare.
  for (int i = 0; i < 2; ++i, --base) {
    if (base == contents.snapshots.begin()) return absl::OkStatus();
  }
  SLUICE_ASSIGN_OR_RETURN(std::vector<std::string> names, files_.List(path_));
  for (const std::string& name : names) {  // Also parts that their writer did not get to the end of.
    auto changes = ParseChangesName(name);
    if (changes && changes->to <= base->first) SLUICE_RETURN_IF_ERROR(Remove(StrCat(path_, "/", name)));
  }
  for (auto snapshot = contents.snapshots.begin(); snapshot != base; ++snapshot) {
    for (int part = snapshot->second - 1; part >= 0; --part) {  // The last one first: then the snapshot is gone.
      SLUICE_RETURN_IF_ERROR(Remove(PartPath(snapshot->first, part, part == snapshot->second - 1)));
    }
  }
  return absl::OkStatus();
}

}  // namespace sluice
