#ifndef SLUICE_STATE_STORE_STATE_FILE_H_
#define SLUICE_STATE_STORE_STATE_FILE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/base/buffer.h"
#include "common/codec/reader.h"
#include "common/codec/writer.h"

namespace sluice {

// See state_file.md for the layout and a worked example.
inline constexpr std::string_view kStateFormatName = "slstate1";
inline constexpr size_t kStateCrcBytes = 4;
// The crc, then format, kind, from, to, nonce, part, count.
inline constexpr size_t kStateHeaderBytes = kStateCrcBytes + kStateFormatName.size() + 1 + 8 + 8 + 8 + 4 + 8;
// Files that hold more are cut into parts, so that nobody needs memory for all of a state at once.
inline constexpr size_t kStatePartBytes = 2 << 20;

struct StateFileHeader {
  enum class Kind : uint8_t { kChanges = 1, kSnapshot = 2 };
  Kind kind = Kind::kChanges;
  int64_t from = 0;    // Changes: the version they are applied to. A snapshot has 0.
  int64_t to = 0;      // The version there is afterwards.
  uint64_t nonce = 0;  // All parts of a snapshot, or of a version's changes, have the same.
  uint32_t part = 0;   // They are numbered from 0.
};

// One key's new value, or that it is gone. Views into the file.
struct StateRecord {
  std::string_view key;
  std::optional<std::string_view> value;
};

// Makes one file. Of several records with one key the last one counts.
class StateFileWriter {
 public:
  void Put(std::string_view key, std::string_view value) { Add(key, value.size() + 1, value); }
  void Remove(std::string_view key) { Add(key, 0, {}); }

  size_t bytes() const { return records_.size(); }
  uint64_t count() const { return count_; }
  // The whole file; leaves the writer empty.
  Buffer Finish(const StateFileHeader& header);
  void Clear();

 private:
  void Add(std::string_view key, uint64_t length_code, std::string_view value);

  Writer records_;  // Room for the header comes first.
  uint64_t count_ = 0;
};

// The records of one file, in order. Keeps the file's bytes.
class StateFileReader {
 public:
  // DATA_LOSS: torn or damaged, names `path`. FAILED_PRECONDITION: no state file, or one of another format.
  static absl::StatusOr<StateFileReader> Open(Buffer file, const std::string& path);

  const StateFileHeader& header() const { return header_; }
  // False at the end. The checksum was right, so every record is whole unless its writer was broken: see status().
  bool Next(StateRecord& record);
  absl::Status status() const;
  // Of the next record; GoTo makes it that again.
  struct Position {
    Reader in;
    uint64_t left;
  };
  Position position() const { return {in_, left_}; }
  void GoTo(const Position& position) {
    in_ = position.in;
    left_ = position.left;
  }

 private:
  StateFileReader(Buffer file, std::string path) : file_(std::move(file)), path_(std::move(path)), in_({}) {}

  Buffer file_;
  std::string path_;
  StateFileHeader header_;
  Reader in_;
  uint64_t left_ = 0;
  bool broken_ = false;
};

}  // namespace sluice

#endif  // SLUICE_STATE_STORE_STATE_FILE_H_
