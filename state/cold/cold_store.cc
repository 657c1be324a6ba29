#include "state/cold/cold_store.h"

#include "common/base/status.h"
#include "state/cold/cold_database.h"

namespace sluice {
namespace {

constexpr size_t kChangesBytesMax = 4 << 20;

rocksdb::ReadOptions Unchecked() {
  rocksdb::ReadOptions options;
  options.verify_checksums = false;  // What was written by this process a moment ago.
  return options;
}

}  // namespace

struct ColdStore::Iterator::Position {
  std::unique_ptr<rocksdb::Iterator> at;
};

ColdStore::ColdStore(ColdTier& tier) {
  absl::StatusOr<ColdDatabase*> database = tier.Open();
  status_ = database.status();
  if (!database.ok()) return;
  database_ = *database;
  number_ = database_->NewStore();
  prefix_ = ColdDatabase::PrefixOf(number_);
}

ColdStore::~ColdStore() {
  if (database_ != nullptr) database_->Drop(number_);
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
  rocksdb::DB& db = database_->db();
  db.MultiGet(Unchecked(), db.DefaultColumnFamily(), keys.size(), slices, values, statuses);
  for (size_t i = 0; i < keys.size(); ++i) {
    if (statuses[i].ok()) {
      found(i, {values[i].data(), values[i].size()});
    } else if (!statuses[i].IsNotFound()) {
      status_.Update(ColdStatus(statuses[i], "read"));
    }
  }
}

void ColdStore::Put(std::string_view key, std::string_view value) {
  changes_.Put(key, value);
  WriteIfMany();
}

void ColdStore::Delete(std::string_view key) {
  changes_.Remove(key);
  WriteIfMany();
}

void ColdStore::WriteIfMany() {
  if (changes_.memory_bytes() > kChangesBytesMax) Write();
}

void ColdStore::Write() {
  if (status_.ok()) status_ = database_->Write(prefix_, changes_);
}

ColdStore::Iterator::Iterator(ColdStore& store) : store_(store), position_(std::make_unique<Position>()) {
  if (!store.status_.ok()) return;
  rocksdb::ReadOptions options = Unchecked();
  options.fill_cache = false;
  position_->at.reset(store.database_->db().NewIterator(options));
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
  store_.status_.Update(ColdStatus(at.status(), "read"));
  return found;
}

}  // namespace sluice
