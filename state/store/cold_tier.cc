#include "state/store/cold_tier.h"

#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/options.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <atomic>
#include <filesystem>

#include "common/base/status.h"

namespace sluice {
namespace {

constexpr size_t kChangesBytesMax = 1 << 20;
constexpr size_t kBytesKept = 64 << 10;  // Of memory for the next ones: most stores are idle.
constexpr size_t kPrefixBytes = 4;
constexpr size_t kChangeHeaderBytes = 16;  // At most, in a batch of RocksDB's: a kind and two lengths.

absl::Status ToStatus(const rocksdb::Status& status, std::string_view what) {
  if (status.ok()) return absl::OkStatus();
  return absl::UnavailableError(StrCat("state that does not fit memory: ", what, ": ", status.ToString()));
}

// For single keys anywhere: what is used again soon is in the store's own table, so there is no cache of blocks
// besides.
rocksdb::BlockBasedTableOptions Table() {
  rocksdb::BlockBasedTableOptions table;
  table.no_block_cache = true;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.format_version = 5;
  table.data_block_index_type = rocksdb::BlockBasedTableOptions::kDataBlockBinaryAndHash;
  return table;
}

rocksdb::Options OptionsFor(int64_t memory_bytes) {
  rocksdb::Options options;
  options.create_if_missing = true;
  options.max_background_jobs = 2;
  options.write_buffer_size = memory_bytes / 3;
  options.level0_file_num_compaction_trigger = 8;
  options.compression = rocksdb::kNoCompression;
  options.max_open_files = 256;
  options.max_file_opening_threads = 1;  // It begins without any.
  options.memtable_prefix_bloom_size_ratio = 0.05;
  options.memtable_whole_key_filtering = true;
  options.allow_concurrent_memtable_write = false;  // Then keys that come in order are put in near the one before.
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(Table()));
  return options;
}

rocksdb::ReadOptions Unchecked() {
  rocksdb::ReadOptions options;
  options.verify_checksums = false;  // What was written by this process a moment ago.
  return options;
}

rocksdb::WriteOptions Unlogged() {
  rocksdb::WriteOptions options;
  options.disableWAL = true;  // It is scratch.
  return options;
}

// In the order of numbers, so that each store is one range.
std::string PrefixOf(uint32_t number) {
  std::string prefix(kPrefixBytes, '\0');
  for (size_t i = 0; i < kPrefixBytes; ++i) prefix[i] = static_cast<char>(number >> (24 - 8 * i));
  return prefix;
}

}  // namespace

struct ColdTier::Database {
  std::unique_ptr<rocksdb::DB> db;
  std::atomic<uint32_t> stores{0};
};

struct ColdStore::Changes {
  struct Change {
    size_t key;  // Where it begins in `bytes`; the value follows.
    uint32_t key_bytes : 31;
    uint32_t removes : 1;
    uint32_t value_bytes;
  };
  std::string bytes;
  std::vector<Change> changes;

  rocksdb::Slice KeyOf(const Change& change) const { return {&bytes[change.key], change.key_bytes}; }
  rocksdb::Slice ValueOf(const Change& change) const {
    return {&bytes[change.key + change.key_bytes], change.value_bytes};
  }
  void Add(std::string_view prefix, std::string_view key, std::string_view value, bool removes) {
    changes.push_back({.key = bytes.size(),
                       .key_bytes = static_cast<uint32_t>(prefix.size() + key.size()),
                       .removes = removes,
                       .value_bytes = static_cast<uint32_t>(value.size())});
    bytes.append(prefix).append(key).append(value);
  }
  void Sort() {
    std::stable_sort(changes.begin(), changes.end(),
                     [this](const Change& a, const Change& b) { return KeyOf(a).compare(KeyOf(b)) < 0; });
  }
  void Clear() {
    bytes.clear();
    changes.clear();
    if (bytes.capacity() <= kBytesKept) return;
    bytes.shrink_to_fit();
    changes.shrink_to_fit();
  }
};

struct ColdStore::Iterator::Position {
  std::unique_ptr<rocksdb::Iterator> at;
};

ColdTier::ColdTier(Options options) : options_(std::move(options)) {}
ColdTier::~ColdTier() = default;

int64_t ColdTier::memory_bytes() {
  MutexLock lock(&mu_);
  if (database_ == nullptr) return 0;
  uint64_t readers = 0;
  database_->db->GetIntProperty(rocksdb::DB::Properties::kEstimateTableReadersMem, &readers);
  return options_.memory_bytes + static_cast<int64_t>(readers);
}

absl::StatusOr<ColdTier::Database*> ColdTier::Open() {
  MutexLock lock(&mu_);
  if (database_ != nullptr) return database_.get();
  const std::string& folder = options_.folder;
  std::error_code error;
  std::filesystem::remove_all(folder, error);
  std::filesystem::create_directories(folder, error);
  if (error) return absl::UnavailableError(StrCat("cannot make the folder ", folder, ": ", error.message()));
  rocksdb::DB* db = nullptr;
  SLUICE_RETURN_IF_ERROR(
      ToStatus(rocksdb::DB::Open(OptionsFor(options_.memory_bytes), folder, &db), StrCat("open ", folder)));
  database_ = std::make_unique<Database>();
  database_->db.reset(db);
  return database_.get();
}

ColdStore::ColdStore(ColdTier& tier) : changes_(std::make_unique<Changes>()) {
  absl::StatusOr<ColdTier::Database*> database = tier.Open();
  status_ = database.status();
  if (!database.ok()) return;
  database_ = *database;
  number_ = database_->stores++;
  prefix_ = PrefixOf(number_);
}

ColdStore::~ColdStore() {
  if (database_ == nullptr) return;
  database_->db->DeleteRange(Unlogged(), database_->db->DefaultColumnFamily(), prefix_, PrefixOf(number_ + 1))
      .PermitUncheckedError();
}

void ColdStore::Get(absl::Span<const std::string_view> keys, absl::FunctionRef<void(size_t, std::string_view)> found) {
  if (!status_.ok()) return;
  std::string bytes;
  size_t ends[kKeysMax];
  for (size_t i = 0; i < keys.size(); ++i) {
    bytes.append(prefix_).append(keys[i]);
    ends[i] = bytes.size();
  }
  rocksdb::Slice slices[kKeysMax];
  for (size_t i = 0, begin = 0; i < keys.size(); begin = ends[i++]) slices[i] = {&bytes[begin], ends[i] - begin};
  rocksdb::PinnableSlice values[kKeysMax];
  rocksdb::Status statuses[kKeysMax];
  rocksdb::DB& db = *database_->db;
  db.MultiGet(Unchecked(), db.DefaultColumnFamily(), keys.size(), slices, values, statuses);
  for (size_t i = 0; i < keys.size(); ++i) {
    if (statuses[i].ok()) {
      found(i, {values[i].data(), values[i].size()});
    } else if (!statuses[i].IsNotFound()) {
      status_.Update(ToStatus(statuses[i], "read"));
    }
  }
}

void ColdStore::Put(std::string_view key, std::string_view value) {
  changes_->Add(prefix_, key, value, false);
  WriteIfMany();
}

void ColdStore::Delete(std::string_view key) {
  changes_->Add(prefix_, key, {}, true);
  WriteIfMany();
}

void ColdStore::WriteIfMany() {
  if (changes_->bytes.size() > kChangesBytesMax) Write();
}

void ColdStore::Write() {
  Changes& all = *changes_;
  if (all.changes.empty() || !status_.ok()) return;
  all.Sort();
  rocksdb::WriteBatch batch(all.bytes.size() + all.changes.size() * kChangeHeaderBytes);
  for (const Changes::Change& change : all.changes) {
    rocksdb::Slice key = all.KeyOf(change);
    status_.Update(ToStatus(change.removes ? batch.Delete(key) : batch.Put(key, all.ValueOf(change)), "write"));
  }
  if (status_.ok()) status_.Update(ToStatus(database_->db->Write(Unlogged(), &batch), "write"));
  all.Clear();
}

ColdStore::Iterator::Iterator(ColdStore& store) : store_(store), position_(std::make_unique<Position>()) {
  if (!store.status_.ok()) return;
  rocksdb::ReadOptions options = Unchecked();
  options.fill_cache = false;
  position_->at.reset(store.database_->db->NewIterator(options));
  position_->at->Seek(store.prefix_);
}

ColdStore::Iterator::~Iterator() = default;

std::vector<std::pair<std::string, std::string>> ColdStore::Iterator::Next(size_t count) {
  std::vector<std::pair<std::string, std::string>> found;
  if (!store_.status_.ok()) return found;
  rocksdb::Iterator& at = *position_->at;
  for (; found.size() < count && at.Valid() && at.key().starts_with(store_.prefix_); at.Next()) {
    rocksdb::Slice key = at.key();
    key.remove_prefix(store_.prefix_.size());
    found.emplace_back(key.ToString(), at.value().ToString());
  }
  store_.status_.Update(ToStatus(at.status(), "read"));
  return found;
}

}  // namespace sluice
