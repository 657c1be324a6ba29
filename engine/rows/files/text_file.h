#ifndef SLUICE_ENGINE_ROWS_FILES_TEXT_FILE_H_
#define SLUICE_ENGINE_ROWS_FILES_TEXT_FILE_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/status.h"
#include "engine/rows/text.h"
#include "engine/task/consume.h"
#include "engine/task/factory.h"

namespace sluice {

// The folder that saveAsTextFile makes: part-00000 and so on, then _SUCCESS. A part has all its rows or is not there,
// and a task that runs twice leaves one.
// A batch that is computed again after a restart writes once more what it had begun to write.
enum class FormerOutput { kIsAnError, kIsReplaced };
absl::Status PrepareTextFolder(const std::string& folder, FormerOutput former = FormerOutput::kIsAnError);
// `name`: before the number of the part.
absl::Status WriteTextPart(const std::string& folder, std::string_view name, int partition, std::string_view text);
std::vector<std::string> PartPaths(const std::string& folder, int partitions);
absl::StatusOr<std::vector<std::string>> FindParts(const std::string& folder);  // Sorted.
absl::Status FinishTextFolder(const std::string& folder);                       // Removes what killed tasks left over.

// A row a line.
template <class T>
struct TextLines {
  static constexpr std::string_view kPartName = "part-";
  static absl::Status Append(const T& row, std::string& text) {
    if (IsNull(row)) return absl::InvalidArgumentError("requirement failed: text files do not allow null rows");
    AppendText(row, text);
    text += '\n';
    return absl::OkStatus();
  }
};

// Writes what `Lines` makes of the rows. The option names the folder.
template <class T, class Lines = TextLines<T>>
class TextFileTerminal : public Terminal {
 public:
  using Input = T;
  using Options = std::string;
  static constexpr int kInputsMin = 1;
  TextFileTerminal(Wiring<T> wiring, std::string folder) : input_(*wiring.inputs[0]), folder_(std::move(folder)) {}

  absl::Status Run(TaskContext& context, int partition, TaskResult& result) const override {
    std::string text;
    absl::Status appended;
    SLUICE_RETURN_IF_ERROR(Consume(input_, context, partition, [&](absl::Span<T> rows) {
      for (const T& row : rows) {
        appended = Lines::Append(row, text);
        if (!appended.ok()) return false;
      }
      return true;
    }));
    SLUICE_RETURN_IF_ERROR(appended);
    return WriteTextPart(folder_, Lines::kPartName, partition, text);
  }

 private:
  const Op<T>& input_;
  const std::string folder_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_FILES_TEXT_FILE_H_
