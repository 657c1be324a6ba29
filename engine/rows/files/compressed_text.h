#ifndef SLUICE_ENGINE_ROWS_FILES_COMPRESSED_TEXT_H_
#define SLUICE_ENGINE_ROWS_FILES_COMPRESSED_TEXT_H_

#include <string>
#include <utility>

#include "common/base/status.h"
#include "common/fs/compress.h"
#include "engine/rows/files/text_file.h"
#include "engine/task/consume.h"
#include "engine/task/factory.h"

namespace sluice {

struct CompressedTextOptions {
  std::string folder;
  Compression compression = Compression::kNone;
};

// The part's name says how it is compressed: part-00000.gz.
absl::Status WriteCompressedPart(const CompressedTextOptions& options, int partition, std::string_view text);

// As TextFileTerminal; readers know what they find.
template <class T>
class CompressedTextTerminal : public Terminal {
 public:
  using Input = T;
  using Options = CompressedTextOptions;
  static constexpr int kInputsMin = 1;
  CompressedTextTerminal(Wiring<T> wiring, CompressedTextOptions options)
      : input_(*wiring.inputs[0]), options_(std::move(options)) {}

  absl::Status Run(TaskContext& context, int partition, TaskResult& result) const override {
    std::string text;
    absl::Status appended;
    SLUICE_RETURN_IF_ERROR(Consume(input_, context, partition, [&](absl::Span<T> rows) {
      for (const T& row : rows) appended.Update(TextLines<T>::Append(row, text));
      return appended.ok();
    }));
    SLUICE_RETURN_IF_ERROR(appended);
    return WriteCompressedPart(options_, partition, text);
  }

 private:
  const Op<T>& input_;
  const CompressedTextOptions options_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_FILES_COMPRESSED_TEXT_H_
