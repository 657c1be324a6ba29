#ifndef SLUICE_ENGINE_EXCHANGE_SPILL_RUN_FILE_H_
#define SLUICE_ENGINE_EXCHANGE_SPILL_RUN_FILE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "common/codec/reader.h"
#include "common/codec/writer.h"

namespace sluice {

class ScratchFile;

// A sorted run in a scratch file: entries, each of
//   8 bytes  order prefix
//   varint   length of the key, then the key
//   varint   how many items follow, each with its length as a varint
// in chunks of (4 bytes length, 8 bytes XXH3-64 of the chunk, chunk) that end between a key and its items or behind
// them, so that a chunk is as large as asked for unless a single key or item is larger.
class RunWriter {
 public:
  RunWriter(std::shared_ptr<ScratchFile> file, size_t chunk_bytes);
  ~RunWriter();

  // An entry, whose items come next.
  void Entry(uint64_t prefix, std::string_view key, uint64_t items);
  void Item(std::string_view item);

  // The first thing that went wrong, then nothing more is written.
  const absl::Status& status() const { return status_; }
  absl::Status Finish();

 private:
  void FlushIfFull() {
    if (chunk_.size() >= chunk_bytes_) Flush();
  }
  void Flush();

  const std::shared_ptr<ScratchFile> file_;
  const size_t chunk_bytes_;
  Writer chunk_;
  absl::Status status_;
};

// Reads a run from its start. What it gives is valid until the next call.
class RunReader {
 public:
  explicit RunReader(std::shared_ptr<ScratchFile> file);
  ~RunReader();

  // Goes to the next entry, past the items of this one. False: there is none, or `status` says why not.
  bool NextEntry();
  uint64_t prefix() const { return prefix_; }
  std::string_view key() const { return key_; }  // Also while its items are read.
  uint64_t items_left() const { return items_left_; }
  // False: there is none left, or `status` says why not.
  bool NextItem(std::string_view& item);

  const absl::Status& status() const { return status_; }

 private:
  // True: there is more in the chunk.
  bool HasMore() { return !in_.AtEnd() || Load(); }
  bool Load();
  bool Damaged();

  const std::shared_ptr<ScratchFile> file_;
  int64_t next_chunk_offset_ = 0;
  std::string chunk_;
  Reader in_{std::string_view()};
  uint64_t prefix_ = 0;
  std::string_view key_;
  std::string kept_key_;
  uint64_t items_left_ = 0;
  absl::Status status_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_EXCHANGE_SPILL_RUN_FILE_H_
