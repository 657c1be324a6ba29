#include "api/core/application.h"

#include <random>
#include <utility>

#include "absl/strings/str_cat.h"
#include "api/core/error.h"
#include "common/base/str_cat.h"
#include "common/fs/file_uri.h"
#include "common/fs/objects/object_path.h"
#include "common/fs/objects/s3_place.h"
#include "engine/lineage/job_runner.h"
#include "engine/task/local_properties.h"

namespace sluice {

namespace {

// RDDs are numbered anew in each application: none may find the rows of another.
std::string FreshName() {
  std::random_device random;
  return StrCat(absl::Hex(random()), absl::Hex(random()));
}

}  // namespace

Runtime& Application::runtime() { return jobs_.runtime(); }

void Application::setLocalProperty(const std::string& key, std::optional<std::string> value) {
  if (value.has_value()) {
    LocalProperties()[key] = *std::move(value);
  } else {
    LocalProperties().erase(key);
  }
}

std::optional<std::string> Application::getLocalProperty(const std::string& key) const {
  auto found = LocalProperties().find(key);
  return found == LocalProperties().end() ? std::nullopt : std::optional(found->second);
}

void Application::setCheckpointDir(const std::string& directory) {
  if (directory.empty()) return jobs_.checkpoint_folder().Set("");
  jobs_.checkpoint_folder().Set(ChildPath(UriOf(CheckpointDirectory(directory)), StrCat("rdds-", FreshName())));
}

std::optional<std::string> Application::getCheckpointDir() const {
  std::string folder = jobs_.checkpoint_folder().Get();
  return folder.empty() ? std::nullopt : std::optional(std::move(folder));
}

std::string CheckpointDirectory(const std::string& directory) {
  if (!IsFileUri(directory)) return AbsolutePath(directory);
  internal::ThrowIfError(S3Place::Of(ParseFileUri(directory)).status());
  return InNewestView(directory);
}

}  // namespace sluice
