#include "worker/block/block_store.h"

#include <unistd.h>

#include <algorithm>
#include <bit>
#include <filesystem>
#include <system_error>

#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "worker/block/block_file.h"

namespace sluice {
namespace {

std::pair<BlockId::Kind, int64_t> OwnerOf(const BlockId& id) { return {id.kind, id.owner}; }

int SizeClass(int64_t bytes) { return std::bit_width(static_cast<uint64_t>(bytes)); }

bool IsInput(const BlockId& id) { return id.kind == BlockId::Kind::kInput; }

absl::Status NotHere(const BlockId& id) { return absl::NotFoundError(StrCat("block ", id, " is not in this store")); }

}  // namespace

BlockStore::BlockStore(BlockStoreOptions options) : options_(std::move(options)) {}

BlockStore::~BlockStore() {
  MutexLock lock(&mu_);
  for (const auto& [owner, blocks] : owners_) {
    for (const auto& [id, entry] : blocks) DeleteFile(id, entry);
  }
  if (!options_.disk_folder.empty()) rmdir(options_.disk_folder.c_str());  // Stays when others put files there.
}

absl::Status BlockStore::Put(const BlockId& id, Buffers data) {
  Entry entry{.bytes = static_cast<int64_t>(TotalBytes(data))};
  if (IsInput(id) && entry.bytes > kBlockBytesMax) {
    return absl::InvalidArgumentError(
        StrCat("block ", id, " is too big: bytes=", entry.bytes, " max=", kBlockBytesMax));
  }
  entry.data = std::move(data);
  {
    MutexLock lock(&mu_);
    SLUICE_RETURN_IF_ERROR(CheckInputShare(id, entry));
    entry.age = next_age_++;
    SLUICE_ASSIGN_OR_RETURN(bool stored, PutIfRoom(id, entry));
    if (stored) return absl::OkStatus();
  }
  MutexLock spilling(&spill_mu_);
  while (true) {
    std::optional<Victim> victim;
    {
      MutexLock lock(&mu_);
      SLUICE_ASSIGN_OR_RETURN(bool stored, PutIfRoom(id, entry));
      if (stored) return absl::OkStatus();
      victim = PickVictim(id, entry);
    }
    if (!victim) return PutOnDisk(id, std::move(entry));
    SLUICE_RETURN_IF_ERROR(Spill(*victim));
  }
}

// A store full of input would refuse what its tasks shuffle, and so never free the input.
absl::Status BlockStore::CheckInputShare(const BlockId& id, const Entry& entry) const {
  if (!IsInput(id) || options_.input_share >= 1 || Find(id)) return absl::OkStatus();
  const int64_t used = usage_.memory_bytes + usage_.disk_bytes;
  const int64_t room = options_.memory_bytes_max + options_.disk_bytes_max;
  const int64_t max = static_cast<int64_t>(options_.input_share * static_cast<double>(room));
  if (used + entry.bytes <= max) return absl::OkStatus();
  return absl::ResourceExhaustedError(StrCat("no room for received block ", id, " of ", entry.bytes,
                                             " bytes: used=", used, " max for received blocks=", max));
}

bool BlockStore::FitsMemory(const BlockId& id, const Entry& entry) const {
  return usage_.memory_bytes + entry.bytes <= options_.memory_bytes_max && FitsInputShare(id, entry);
}

bool BlockStore::FitsInputShare(const BlockId& id, const Entry& entry) const {
  if (!IsInput(id) || options_.input_share >= 1) return true;
  const double max = options_.input_share * static_cast<double>(options_.memory_bytes_max);
  return static_cast<double>(input_memory_bytes_ + entry.bytes) <= max;
}

absl::StatusOr<bool> BlockStore::PutIfRoom(const BlockId& id, Entry& entry) {
  if (Find(id)) return absl::AlreadyExistsError(StrCat("block ", id, " is stored already"));
  if (!FitsMemory(id, entry)) return false;
  Insert(id, std::move(entry));
  return true;
}

// Nothing: the incoming block is the one to write. Where input is too much, input makes room.
std::optional<BlockStore::Victim> BlockStore::PickVictim(const BlockId& incoming, const Entry& entry) const {
  const bool any = FitsInputShare(incoming, entry);
  const auto first = std::find_if(in_memory_.begin(), in_memory_.end(),
                                  [any](const Victim& victim) { return any || IsInput(victim.id); });
  if (first == in_memory_.end() || entry.bytes > options_.memory_bytes_max) return std::nullopt;
  const Victim self{SizeClass(entry.bytes), entry.age, incoming};
  return self < *first ? std::nullopt : std::optional(*first);
}

absl::Status BlockStore::Spill(const Victim& victim) {
  Entry entry;
  {
    MutexLock lock(&mu_);
    const Entry* found = Find(victim.id);
    if (!found || found->age != victim.age) return absl::OkStatus();  // Removed: that made room as well.
    entry = *found;
  }
  SLUICE_RETURN_IF_ERROR(WriteFile(victim.id, entry));
  MutexLock lock(&mu_);
  const Entry* found = Find(victim.id);
  if (found && found->age == victim.age) {
    MoveToDisk(victim.id, owners_[OwnerOf(victim.id)][victim.id]);
  } else {
    DeleteFile(victim.id, {.age = entry.age, .on_disk = true});
  }
  return absl::OkStatus();
}

absl::Status BlockStore::PutOnDisk(const BlockId& id, Entry entry) {
  SLUICE_RETURN_IF_ERROR(WriteFile(id, entry));
  MutexLock lock(&mu_);
  if (Find(id)) {
    DeleteFile(id, {.age = entry.age, .on_disk = true});
    return absl::AlreadyExistsError(StrCat("block ", id, " is stored already"));
  }
  Insert(id, std::move(entry));
  MoveToDisk(id, owners_[OwnerOf(id)][id]);
  return absl::OkStatus();
}

absl::Status BlockStore::WriteFile(const BlockId& id, const Entry& entry) {
  BlockStoreUsage used = usage();
  std::string full =
      StrCat("no room for block ", id, " of ", entry.bytes, " bytes: memory used=", used.memory_bytes,
             " max=", options_.memory_bytes_max, ", disk used=", used.disk_bytes, " max=", options_.disk_bytes_max);
  if (used.disk_bytes + entry.bytes > options_.disk_bytes_max) return absl::ResourceExhaustedError(full);
  std::error_code ignored;  // The write says what is wrong with the folder.
  std::filesystem::create_directories(options_.disk_folder, ignored);
  absl::Status written = WriteBlockFile(Path(id, entry), entry.data);
  if (written.ok()) return written;
  return absl::ResourceExhaustedError(StrCat(full, "; ", written.message()));
}

absl::StatusOr<Buffers> BlockStore::Get(const BlockId& id) const {
  Entry entry;
  {
    MutexLock lock(&mu_);
    const Entry* found = Find(id);
    if (!found) return NotHere(id);
    entry = *found;
  }
  if (!entry.on_disk) return entry.data;
  absl::StatusOr<Buffer> read = ReadBlockFile(Path(id, entry));
  if (read.ok()) return Buffers{*std::move(read)};
  MutexLock lock(&mu_);
  if (!Find(id)) return NotHere(id);  // Removed while we read.
  return absl::DataLossError(read.status().message());
}

absl::StatusOr<std::optional<Buffers>> BlockStore::GetFromMemory(const BlockId& id) const {
  MutexLock lock(&mu_);
  const Entry* found = Find(id);
  if (!found) return NotHere(id);
  return found->on_disk ? std::nullopt : std::optional(found->data);
}

void BlockStore::Remove(const BlockId& id) {
  Entry removed;
  {
    MutexLock lock(&mu_);
    auto owner = owners_.find(OwnerOf(id));
    if (owner == owners_.end()) return;
    auto found = owner->second.find(id);
    if (found == owner->second.end()) return;
    Discount(id, found->second);
    removed = std::move(found->second);
    owner->second.erase(found);
    if (owner->second.empty()) owners_.erase(owner);
  }
  DeleteFile(id, removed);
}

void BlockStore::RemoveAllShuffles() {
  std::vector<ShuffleId> shuffles;
  {
    MutexLock lock(&mu_);
    for (const auto& [owner, blocks] : owners_) {
      if (owner.first == BlockId::Kind::kShuffle) shuffles.emplace_back(owner.second);
    }
  }
  for (ShuffleId shuffle : shuffles) RemoveShuffle(shuffle);
}

void BlockStore::RemoveShuffle(ShuffleId shuffle) {
  Blocks removed;  // Freed after the lock is.
  {
    MutexLock lock(&mu_);
    auto owner = owners_.find({BlockId::Kind::kShuffle, shuffle.value()});
    if (owner == owners_.end()) return;
    removed = std::move(owner->second);
    owners_.erase(owner);
    for (const auto& [id, entry] : removed) Discount(id, entry);
  }
  for (const auto& [id, entry] : removed) DeleteFile(id, entry);
}

BlockStoreUsage BlockStore::usage() const {
  MutexLock lock(&mu_);
  return usage_;
}

const BlockStore::Entry* BlockStore::Find(const BlockId& id) const {
  auto owner = owners_.find(OwnerOf(id));
  if (owner == owners_.end()) return nullptr;
  auto found = owner->second.find(id);
  return found == owner->second.end() ? nullptr : &found->second;
}

void BlockStore::Insert(const BlockId& id, Entry entry) {
  usage_.memory_bytes += entry.bytes;
  if (IsInput(id)) input_memory_bytes_ += entry.bytes;
  ++usage_.blocks;
  in_memory_.insert({SizeClass(entry.bytes), entry.age, id});
  owners_[OwnerOf(id)].emplace(id, std::move(entry));
}

void BlockStore::MoveToDisk(const BlockId& id, Entry& entry) {
  usage_.memory_bytes -= entry.bytes;
  if (IsInput(id)) input_memory_bytes_ -= entry.bytes;
  usage_.disk_bytes += entry.bytes;
  ++usage_.spilled_blocks;
  in_memory_.erase({SizeClass(entry.bytes), entry.age, id});
  entry.data.clear();
  entry.on_disk = true;
}

void BlockStore::Discount(const BlockId& id, const Entry& entry) {
  --usage_.blocks;
  (entry.on_disk ? usage_.disk_bytes : usage_.memory_bytes) -= entry.bytes;
  if (entry.on_disk) return;
  if (IsInput(id)) input_memory_bytes_ -= entry.bytes;
  in_memory_.erase({SizeClass(entry.bytes), entry.age, id});
}

void BlockStore::DeleteFile(const BlockId& id, const Entry& entry) const {
  if (entry.on_disk) unlink(Path(id, entry).c_str());
}

std::string BlockStore::Path(const BlockId& id, const Entry& entry) const {
  return StrCat(options_.disk_folder, "/", id, ".", entry.age);
}

}  // namespace sluice
