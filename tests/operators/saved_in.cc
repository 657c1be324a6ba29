#include "common/fs/files.h"
#include "tests/operators/rdd_rows.h"

namespace sluice {

std::string SavedIn(const std::string& folder) {
  auto names = LocalFiles().List(folder);
  if (!names.ok()) return names.status().ToString();
  std::string text;
  for (const std::string& name : *names) {
    const auto file = LocalFiles().Read(folder + "/" + name);
    text += (text.empty() ? "" : " ") + name;
    if (!file.ok() || !file->view().empty())
      text += "=" + (file.ok() ? std::string(file->view()) : file.status().ToString());
  }
  return text;
}

}  // namespace sluice
