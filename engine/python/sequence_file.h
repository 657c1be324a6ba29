#ifndef SLUICE_ENGINE_PYTHON_SEQUENCE_FILE_H_
#define SLUICE_ENGINE_PYTHON_SEQUENCE_FILE_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/codec/writer.h"

namespace sluice {

// A Hadoop sequence file without compression whose keys are nothing and whose values are bytes, as Spark saves objects.
class SequenceFileWriter {
 public:
  SequenceFileWriter();
  void Add(std::string_view value);
  std::string_view view() const { return out_.view(); }

 private:
  Writer out_;
  std::string mark_;   // It is another one in every file: who cuts the file finds records by it.
  size_t synced_ = 0;  // The last one begins there.
};

// The values of such a file, which must stay where it is. Safe for any bytes.
class SequenceFileReader {
 public:
  // INVALID_ARGUMENT: it is no such file, or is compressed, or has other values.
  static absl::StatusOr<SequenceFileReader> Open(std::string_view file);
  // Nullopt: there are no more. DATA_LOSS: it is damaged.
  absl::StatusOr<std::optional<std::string_view>> Next();

 private:
  SequenceFileReader(std::string_view rest, std::string_view mark) : rest_(rest), mark_(mark) {}

  std::string_view rest_;
  std::string_view mark_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_PYTHON_SEQUENCE_FILE_H_
