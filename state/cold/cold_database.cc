#include "state/cold/cold_database.h"

#include <rocksdb/filter_policy.h>
#include <rocksdb/options.h>
#include <rocksdb/sst_file_writer.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include <filesystem>
#include <utility>

#include "common/base/status.h"
#include "state/cold/scratch_files.h"

namespace sluice {
namespace {

constexpr size_t kPrefixBytes = 4;
constexpr size_t kChangeHeaderBytes =
    16;  // A change in a batch of RocksDB's has no longer one: a kind and two lengths.
// From here on a file costs less than places in a sorted list in memory, of which a file is made later.
constexpr size_t kRunBytesMin = 256 << 10;

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

rocksdb::Options OptionsFor(int64_t buffer_bytes, rocksdb::Env* env) {
  rocksdb::Options options;
  options.env = env;
  options.create_if_missing = true;
  options.max_background_jobs = 2;
  options.write_buffer_size = buffer_bytes / 8;
  options.compaction_style = rocksdb::kCompactionStyleUniversal;  // Runs of like size: all is written a few times only.
  options.level0_file_num_compaction_trigger = 12;
  options.compression = rocksdb::kNoCompression;
  options.avoid_flush_during_shutdown = true;
  options.max_open_files = 256;
  options.max_file_opening_threads = 1;  // It begins without any.
  options.memtable_prefix_bloom_size_ratio = 0.05;
  options.memtable_whole_key_filtering = true;
  options.allow_concurrent_memtable_write = false;  // Then keys that come in order are put in near the one before.
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(Table()));
  return options;
}

rocksdb::WriteOptions Unlogged() {
  rocksdb::WriteOptions options;
  options.disableWAL = true;
  return options;
}

rocksdb::IngestExternalFileOptions Moved() {
  rocksdb::IngestExternalFileOptions options;
  options.move_files = true;
  options.write_global_seqno = false;
  options.verify_file_checksum = false;
  return options;
}

rocksdb::Slice ToSlice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

// Into a file or a batch of RocksDB's.
template <class Out>
rocksdb::Status PutAll(const std::string& prefix, const ColdChanges& changes, Out& out) {
  std::string key = prefix;
  rocksdb::Status status;
  for (size_t i = 0; i < changes.size() && status.ok(); ++i) {
    const ColdChanges::Change change = changes[i];
    key.replace(prefix.size(), std::string::npos, change.key);
    status = change.removes ? out.Delete(key) : out.Put(key, ToSlice(change.value));
  }
  return status;
}

}  // namespace

absl::Status ColdStatus(const rocksdb::Status& status, std::string_view what) {
  if (status.ok()) return absl::OkStatus();
  return absl::UnavailableError(StrCat("state that does not fit memory: ", what, ": ", status.ToString()));
}

ColdDatabase::ColdDatabase(std::string folder, int64_t buffer_bytes)
    : folder_(std::move(folder)), env_(NewScratchEnv()), options_(OptionsFor(buffer_bytes, env_.get())) {}

absl::StatusOr<std::unique_ptr<ColdDatabase>> ColdDatabase::Open(const std::string& folder, int64_t buffer_bytes) {
  std::error_code error;
  std::filesystem::remove_all(folder, error);
  std::filesystem::create_directories(folder, error);
  if (error) return absl::UnavailableError(StrCat("cannot make the folder ", folder, ": ", error.message()));
  std::unique_ptr<ColdDatabase> database(new ColdDatabase(folder, buffer_bytes));
  rocksdb::DB* db = nullptr;
  SLUICE_RETURN_IF_ERROR(ColdStatus(rocksdb::DB::Open(database->options_, folder, &db), StrCat("open ", folder)));
  database->db_.reset(db);
  return database;
}

std::string ColdDatabase::PrefixOf(uint32_t store) {
  std::string prefix(kPrefixBytes, '\0');
  for (size_t i = 0; i < kPrefixBytes; ++i) prefix[i] = static_cast<char>(store >> (24 - 8 * i));
  return prefix;
}

void ColdDatabase::Drop(uint32_t store) {
  db_->DeleteRange(Unlogged(), db_->DefaultColumnFamily(), PrefixOf(store), PrefixOf(store + 1)).PermitUncheckedError();
}

absl::Status ColdDatabase::Write(const std::string& prefix, ColdChanges& changes) {
  if (changes.empty()) return absl::OkStatus();
  changes.Sort();
  absl::Status written = changes.text_bytes() >= kRunBytesMin ? WriteRun(prefix, changes) : WriteFew(prefix, changes);
  changes.Clear();
  return written;
}

absl::Status ColdDatabase::WriteRun(const std::string& prefix, const ColdChanges& changes) {
  const std::string path = StrCat(folder_, "/run-", runs_++, ".sst");
  rocksdb::SstFileWriter run(rocksdb::EnvOptions(), options_);
  rocksdb::Status status = run.Open(path);
  if (status.ok()) status = PutAll(prefix, changes, run);
  if (status.ok()) status = run.Finish();
  if (status.ok()) status = db_->IngestExternalFile({path}, Moved());
  return ColdStatus(status, StrCat("write ", path));
}

absl::Status ColdDatabase::WriteFew(const std::string& prefix, const ColdChanges& changes) {
  rocksdb::WriteBatch batch(changes.text_bytes() + changes.size() * (kPrefixBytes + kChangeHeaderBytes));
  rocksdb::Status status = PutAll(prefix, changes, batch);
  if (status.ok()) status = db_->Write(Unlogged(), &batch);
  return ColdStatus(status, "write");
}

int64_t ColdDatabase::filter_and_index_bytes() {
  uint64_t bytes = 0;
  db_->GetIntProperty(rocksdb::DB::Properties::kEstimateTableReadersMem, &bytes);
  return static_cast<int64_t>(bytes);
}

}  // namespace sluice
