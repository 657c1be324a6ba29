#ifndef SLUICE_ENGINE_ROWS_FILES_OBJECT_FILE_H_
#define SLUICE_ENGINE_ROWS_FILES_OBJECT_FILE_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "engine/rows/files/text_file.h"
#include "engine/rows/push_encoded.h"
#include "engine/task/consume.h"
#include "engine/task/factory.h"

namespace sluice {

// Encoded rows as a part of a folder, and back. DATA_LOSS: it is no such part, or damaged.
absl::Status WriteObjectPart(const std::string& folder, int partition, std::string_view rows);
absl::StatusOr<std::string> ReadObjectPart(const std::string& path);

// Writes the rows of a partition encoded, behind the hash of their bytes, as a part of a folder (see text_file.h). The
// option names the folder.
template <class T>
class ObjectFileTerminal : public Terminal {
 public:
  using Input = T;
  using Sent = T;
  using Options = std::string;
  static constexpr int kInputsMin = 1;
  ObjectFileTerminal(Wiring<T> wiring, std::string folder) : input_(*wiring.inputs[0]), folder_(std::move(folder)) {}

  absl::Status Run(TaskContext& context, int partition, TaskResult& result) const override {
    Writer rows_out;
    SLUICE_RETURN_IF_ERROR(Consume(input_, context, partition, [&](absl::Span<T> rows) {
      for (const T& row : rows) EncodeTo(rows_out, row);
      return true;
    }));
    return WriteObjectPart(folder_, partition, rows_out.view());
  }

 private:
  const Op<T>& input_;
  const std::string folder_;
};

// The rows of such files, one a partition: the option names them.
template <class T>
class ObjectFileOp : public Op<T> {
 public:
  using Input = void;
  using Sent = T;
  using Options = std::vector<std::string>;
  static constexpr int kInputsMin = 0;
  ObjectFileOp(Wiring<void>, Options paths) : paths_(std::move(paths)) {}

  absl::Status Run(TaskContext& context, int partition, Sink<T>& out) const override {
    if (partition >= static_cast<int>(paths_.size())) return absl::OutOfRangeError("objectFile: no such partition");
    const std::string& path = paths_[partition];
    SLUICE_ASSIGN_OR_RETURN(const std::string rows, ReadObjectPart(path));
    Chunk<T> chunk;
    bool more = true;
    auto damaged = [&] { return absl::DataLossError(StrCat(path, " has rows of another type")); };
    return PushEncoded(rows, context, chunk, out, more, damaged);
  }

 private:
  const Options paths_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_FILES_OBJECT_FILE_H_
