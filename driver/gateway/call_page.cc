#include "driver/gateway/call_page.h"

#include <vector>

#include "absl/strings/str_join.h"
#include "common/base/str_cat.h"
#include "driver/gateway/class.h"
#include "driver/gateway/class_table.h"

namespace sluice::gateway {
namespace {

constexpr std::string_view kTop =
    "## What may be called\n\n"
    "PySpark calls the classes below as those of a JVM; whatever else a program asks for fails with the name of the "
    "class, the\n"
    "method and the types. Made from the gateway's own table: "
    "`SLUICE_UPDATE=1 bazel run //driver/gateway:call_page_test`.\n\n"
    "| class | calls |\n| --- | --- |\n";

void AddRows(std::string_view before, std::string_view name, const std::vector<Method>& rows,
             std::vector<std::string>& calls) {
  for (const Method& row : rows) {
    calls.push_back(StrCat("`", before, name, "(", absl::StrJoin(row.argument_types, ", "), ")`"));
  }
}

std::string RowOf(const Class& type) {
  std::vector<std::string> calls;
  AddRows("", "new", type.constructors(), calls);
  for (const auto& [name, rows] : type.methods()) AddRows("", name, rows, calls);
  for (const auto& [name, rows] : type.statics()) AddRows("static ", name, rows, calls);
  for (const auto& [name, value] : type.fields()) calls.push_back(StrCat("`static ", name, "`"));
  for (const auto& [name, why] : type.refused()) calls.push_back(StrCat("*refused* `", name, "`: ", why));
  const std::string base =
      type.base() != nullptr ? StrCat(calls.empty() ? "" : ", ", "all of `", type.base()->name(), "`") : "";
  return StrCat("| `", type.name(), "` | ", absl::StrJoin(calls, ", "), base, " |\n");
}

}  // namespace

std::string CallPage() {
  std::string page(kTop);
  for (const Class* type : AllClasses()) page += RowOf(*type);
  return page;
}

}  // namespace sluice::gateway
