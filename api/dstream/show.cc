#include "api/dstream/show.h"

#include "api/core/error.h"
#include "api/dstream/program_names.h"
#include "api/dstream/streaming_program.h"
#include "common/base/printable.h"
#include "common/base/str_cat.h"
#include "engine/dstream/streaming_backend.h"

namespace sluice::internal {
namespace {

void Shorten(ShownRow& row) {
  for (ShownValue& value : row) {
    auto* text = std::get_if<std::string>(&value);
    if (text != nullptr && text->size() > kShownTextMax) *text = Shortened(*text, kShownTextMax);
  }
}

}  // namespace

void AddDashboard(StreamingProgram& program, const std::string& name, int num) {
  if (num >= 1 && num <= kShownRowsMax) return program.names().AddDashboard(name);
  throw Error(absl::InvalidArgumentError(
      StrCat("a dashboard shows at least one row of a batch, and not so many: rows=", num, " max=", kShownRowsMax)));
}

void Show(StreamingBackend& backend, ShownRows shown) {
  std::vector<ShownRow> rows = std::exchange(shown.rows, {});
  int64_t left = kShownBytesMax - BytesOf(shown);
  for (ShownRow& row : rows) {
    Shorten(row);
    left -= BytesOf(row);
    if (left < 0) break;
    shown.rows.push_back(std::move(row));
  }
  shown.are_all = shown.are_all && shown.rows.size() == rows.size();
  backend.Tell(std::move(shown));
}

}  // namespace sluice::internal
