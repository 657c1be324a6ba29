#include "common/fs/objects/checkpoint_files.h"

#include <map>
#include <memory>

#include "common/base/mutex.h"
#include "common/base/status.h"
#include "common/fs/objects/object_files.h"
#include "common/fs/objects/s3_store.h"

namespace sluice {
namespace {

class S3Stores {
 public:
  absl::StatusOr<ObjectStore*> Of(const FileUri& directory) {
    MutexLock lock(&mu_);
    std::unique_ptr<ObjectStore>& store = opened_[StrCat(directory.authority, directory.options)];
    if (store == nullptr) {
      SLUICE_ASSIGN_OR_RETURN(S3Place place, S3Place::Of(directory));
      store = std::make_unique<S3Store>(std::move(place));
    }
    return store.get();
  }

 private:
  Mutex mu_;
  std::map<std::string, std::unique_ptr<ObjectStore>> opened_ ABSL_GUARDED_BY(mu_);
};

class CheckpointFilesImpl : public Files {
 public:
  absl::StatusOr<Buffer> Read(const std::string& path) override { return Of(path).Read(path); }
  absl::StatusOr<Buffer> ReadPart(const std::string& path, int64_t offset, int64_t bytes) override {
    return Of(path).ReadPart(path, offset, bytes);
  }
  absl::StatusOr<std::unique_ptr<AppendFile>> OpenAppend(const std::string& path) override {
    return Of(path).OpenAppend(path);
  }
  absl::Status Publish(const std::string& path, std::string_view contents) override {
    return Of(path).Publish(path, contents);
  }
  absl::Status Truncate(const std::string& path, int64_t bytes) override { return Of(path).Truncate(path, bytes); }
  absl::Status Remove(const std::string& path) override { return Of(path).Remove(path); }
  absl::Status RemoveTree(const std::string& path) override { return Of(path).RemoveTree(path); }
  absl::Status MakeFolder(const std::string& path) override { return Of(path).MakeFolder(path); }
  absl::Status Rename(const std::string& from, const std::string& to) override { return Of(from).Rename(from, to); }
  absl::Status PublishThrough(const std::string& door, const std::string& path, std::string_view contents) override {
    return Of(path).PublishThrough(door, path, contents);
  }
  absl::Status RemoveThrough(const std::string& door, const std::string& path) override {
    return Of(path).RemoveThrough(door, path);
  }
  absl::StatusOr<std::vector<std::string>> List(const std::string& folder) override { return Of(folder).List(folder); }

 private:
  Files& Of(const std::string& path) { return IsObjectPath(path) ? objects_ : LocalFiles(); }

  ObjectFiles objects_{ObjectStoreOf};
};

}  // namespace

absl::StatusOr<ObjectStore*> ObjectStoreOf(const FileUri& directory) {
  static S3Stores* const stores = new S3Stores;
  return stores->Of(directory);
}

Files& CheckpointFiles() {
  static CheckpointFilesImpl* const files = new CheckpointFilesImpl;
  return *files;
}

}  // namespace sluice
