#include "state/store/cold_tier.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/options.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include <atomic>
#include <filesystem>

#include "common/base/status.h"

namespace sluice {
namespace {

constexpr int64_t kChangesBytesMax = 1 << 20;

absl::Status ToStatus(const rocksdb::Status& status, std::string_view what) {
  if (status.ok()) return absl::OkStatus();
  return absl::UnavailableError(StrCat("state that does not fit memory: ", what, ": ", status.ToString()));
}

rocksdb::Options OptionsFor(int64_t memory_bytes) {
  rocksdb::Options options;
  options.create_if_missing = true;
  options.max_background_jobs = 2;
  options.write_buffer_size = memory_bytes / 4;
  options.compression = rocksdb::kLZ4Compression;
  options.max_open_files = 256;
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(memory_bytes / 2);
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

rocksdb::WriteOptions Unlogged() {
  rocksdb::WriteOptions options;
  options.disableWAL = true;  // It is scratch.
  return options;
}

// In the order of numbers, so that each store is one range.
std::string PrefixOf(uint32_t number) {
  std::string prefix(4, '\0');
  for (int i = 0; i < 4; ++i) prefix[i] = static_cast<char>(number >> (24 - 8 * i));
  return prefix;
}

}  // namespace

struct ColdTier::Database {
  std::unique_ptr<rocksdb::DB> db;
  std::atomic<uint32_t> stores{0};
};

struct ColdStore::Changes {
  rocksdb::WriteBatch batch;
};

struct ColdStore::Iterator::Position {
  std::unique_ptr<rocksdb::Iterator> at;
};

ColdTier::ColdTier(Options options) : options_(std::move(options)) {}
ColdTier::~ColdTier() = default;

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

bool ColdStore::Get(std::string_view key, std::string& value) {
  if (!status_.ok()) return false;
  rocksdb::Status got = database_->db->Get(rocksdb::ReadOptions(), KeyOf(key), &value);
  if (!got.ok() && !got.IsNotFound()) status_ = ToStatus(got, "read");
  return got.ok();
}

void ColdStore::Put(std::string_view key, std::string_view value) {
  status_.Update(ToStatus(changes_->batch.Put(KeyOf(key), rocksdb::Slice(value.data(), value.size())), "write"));
  if (changes_->batch.GetDataSize() > kChangesBytesMax) Write();
}

void ColdStore::Delete(std::string_view key) { status_.Update(ToStatus(changes_->batch.Delete(KeyOf(key)), "remove")); }

void ColdStore::Write() {
  if (changes_->batch.Count() == 0 || !status_.ok()) return;
  status_.Update(ToStatus(database_->db->Write(Unlogged(), &changes_->batch), "write"));
  changes_->batch.Clear();
}

ColdStore::Iterator::Iterator(ColdStore& store) : store_(store), position_(std::make_unique<Position>()) {
  if (!store.status_.ok()) return;
  rocksdb::ReadOptions options;
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
