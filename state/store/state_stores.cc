#include "state/store/state_stores.h"

#include <algorithm>
#include <utility>

#include "common/base/check.h"
#include "common/base/status.h"
#include "common/observe/logging.h"
#include "state/store/snapshot.h"
#include "state/store/state_folder.h"

namespace sluice {
namespace {

// A store that others were opened so many times more often than is not coming back: its partition has moved.
constexpr uint64_t kOpensUntilUnused = 8;

int64_t ColdMemory(const StateStoresOptions& options) {
  return std::clamp<int64_t>(options.memory_bytes / 8, 8 << 20, 256 << 20);
}
// For the keys that changed since the last snapshot, and for the parts that are read and written.
int64_t SnapshotMemory(const StateStoresOptions& options) { return options.memory_bytes / 8; }
int64_t PartsMemory(const StateStoresOptions& options) {
  return std::min<int64_t>(options.memory_bytes / 8, 4 * kStatePartBytes);
}

}  // namespace

StateStores::StateStores(Runtime& runtime, Files& files, StateStoresOptions options)
    : runtime_(runtime),
      files_(files),
      options_(std::move(options)),
      cold_({.folder = options_.cold_folder, .buffer_bytes = ColdMemory(options_)}) {}

StateStores::~StateStores() {
  snapshots_.reset();
  MutexLock lock(&mu_);
  SLUICE_CHECK(open_ == 0);
}

absl::StatusOr<OpenState> StateStores::Open(const std::string& folder, int64_t version, int64_t next,
                                            const StateTerms& terms) {
  auto [store, number] = TakeIdle(folder);
  if (store == nullptr) {
    ColdTier* cold = options_.cold_folder.empty() ? nullptr : &cold_;
    store = std::make_unique<StateStore>(StateFolder(files_, folder), cold);
  }
  store->set_share(ShareOfEach());
  store->folder().set_door(terms.door);
  store->folder().set_kept(terms.kept);
  ShrinkIdle();
  if (version == kNoStateVersion) SLUICE_RETURN_IF_ERROR(store->folder().Make());
  if (store->version() != version) {
    SLUICE_RETURN_IF_ERROR(store->Load(version));
    if (version != kNoStateVersion) LogInfo("state", StrCat("state read from files: ", folder, " version=", version));
    MutexLock lock(&mu_);
    ++loads_;
  }
  if (next != kNoStateVersion) store->Begin(next, runtime_.Random());
  MutexLock lock(&mu_);
  ++open_;
  return OpenState(*this, std::move(store), number);
}

// Each has an even share of what the rest leaves.
StateStore::Share StateStores::ShareOfEach() const {
  const int64_t all = options_.memory_bytes;
  const int64_t spare = all / 32;  // Stores that wait do not notice when the cold tier gets filters and indexes.
  return {.bytes = all - SnapshotMemory(options_) - PartsMemory(options_) - spare,
          .bytes_min = all / 4,
          .stores = &sharing_};
}

void StateStores::ShrinkIdle() {
  std::vector<std::string> folders;
  {
    MutexLock lock(&mu_);
    const int stores = static_cast<int>(known_.size());
    if (sharing_.exchange(stores) >= stores) return;
    for (const auto& [folder, known] : known_) {
      if (known.idle != nullptr) folders.push_back(folder);
    }
  }
  for (const std::string& folder : folders) {
    std::unique_ptr<StateStore> store;
    uint64_t taken_at = 0;
    {
      MutexLock lock(&mu_);
      store = std::move(known_[folder].idle);
      taken_at = opens_;
    }
    if (store == nullptr) continue;  // Somebody has opened it.
    store->MakeRoom();
    GiveBack(std::move(store), taken_at);
  }
}

std::pair<std::unique_ptr<StateStore>, uint64_t> StateStores::TakeIdle(const std::string& folder) {
  decltype(sealed_)::node_type changed_by_others;  // Freed after the lock is.
  MutexLock lock(&mu_);
  Known& known = known_[folder];
  known.used_at = ++opens_;
  changed_by_others = sealed_.extract(folder);
  return {std::move(known.idle), opens_};
}

void StateStores::Seal() {
  std::map<std::string, std::unique_ptr<StateStore>> gone;  // Freed after the lock is.
  MutexLock lock(&mu_);
  sealed_at_ = ++opens_;
  sealed_.swap(gone);
  for (auto& [folder, known] : known_) {
    if (known.idle != nullptr) sealed_[folder] = std::move(known.idle);
  }
}

void StateStores::Unseal(const std::string& folder, int64_t version) {
  std::map<std::string, std::unique_ptr<StateStore>> sealed;
  MutexLock lock(&mu_);
  sealed_.swap(sealed);
  for (auto& [path, store] : sealed) {
    const bool is_valid = !folder.empty() && path.starts_with(StrCat(folder, "/")) && store->version() <= version;
    if (is_valid && known_[path].idle == nullptr) known_[path].idle = std::move(store);
  }
}

void StateStores::GiveBack(std::unique_ptr<StateStore> store, uint64_t taken_at) {
  MutexLock lock(&mu_);
  if (taken_at < sealed_at_) return;
  Known& known = known_[store->folder().path()];
  if (known.idle == nullptr || known.idle->version() < store->version()) known.idle = std::move(store);
  DropUnused();
}

void StateStores::DropUnused() {
  uint64_t long_ago = kOpensUntilUnused * known_.size();
  std::erase_if(known_, [&](const auto& entry) {
    return !entry.second.snapshot_runs && entry.second.used_at + long_ago < opens_;
  });
}

void StateStores::Committed(const StateFolder& folder, int64_t version, int64_t bytes) {
  MutexLock lock(&mu_);
  Known& known = known_[folder.path()];
  known.change_bytes += bytes;
  ++known.versions_since_snapshot;
  const bool is_worth_it =
      known.versions_since_snapshot >= options_.snapshot_after_versions &&
      (known.change_bytes >= known.snapshot_bytes / 2 || known.versions_since_snapshot >= kChangeFilesMax);
  if (!is_worth_it || known.snapshot_runs) return;
  known.snapshot_runs = true;
  known.versions_since_snapshot = 0;
  known.change_bytes = 0;
  if (snapshots_ == nullptr) snapshots_ = runtime_.NewMailbox("snapshots");
  snapshots_->Post([this, folder, version] { Snapshot(folder, version); });
}

void StateStores::Snapshot(const StateFolder& folder, int64_t version) {
  absl::StatusOr<int64_t> bytes = WriteSnapshot(folder, version, runtime_.Random(), SnapshotMemory(options_));
  absl::Status status = bytes.ok() ? folder.RemoveOld(options_.versions_kept) : bytes.status();
  if (!status.ok()) {
    LogWarning("state", StrCat("no snapshot of version ", version, " in ", folder.path(), ": ", status.message()));
  }
  MutexLock lock(&mu_);
  Known& known = known_[folder.path()];
  known.snapshot_runs = false;
  if (bytes.ok()) known.snapshot_bytes = *bytes;
}

std::vector<StateStores::Held> StateStores::held() {
  MutexLock lock(&mu_);
  std::vector<Held> held;
  for (const auto& [folder, known] : known_) {
    if (known.idle != nullptr) held.push_back({folder, known.idle->version()});
  }
  for (const auto& [folder, store] : sealed_) held.push_back({folder, store->version()});
  return held;
}

int64_t StateStores::entry_bytes() {
  MutexLock lock(&mu_);
  int64_t bytes = 0;
  for (const auto& [folder, known] : known_) bytes += known.idle ? known.idle->memory_bytes() : 0;
  for (const auto& [folder, store] : sealed_) bytes += store->memory_bytes();
  return bytes;
}

int64_t StateStores::all_memory_bytes() {
  return entry_bytes() + cold_.memory_bytes() + SnapshotMemory(options_) + PartsMemory(options_);
}

int64_t StateStores::loads() {
  MutexLock lock(&mu_);
  return loads_;
}

OpenState::OpenState(StateStores& stores, std::unique_ptr<StateStore> store, uint64_t number)
    : stores_(&stores), store_(std::move(store)), number_(number) {}
OpenState::OpenState(OpenState&&) noexcept = default;

OpenState::~OpenState() {
  if (store_ == nullptr) return;
  MutexLock lock(&stores_->mu_);
  --stores_->open_;
}

absl::Status OpenState::Commit(int64_t version) {
  std::unique_ptr<StateStore> store = std::move(store_);
  {
    MutexLock lock(&stores_->mu_);
    --stores_->open_;
  }
  SLUICE_ASSIGN_OR_RETURN(int64_t bytes, store->Commit(version));
  stores_->Committed(store->folder(), version, bytes);
  stores_->GiveBack(std::move(store), number_);
  return absl::OkStatus();
}

}  // namespace sluice
