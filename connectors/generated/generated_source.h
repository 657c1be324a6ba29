#ifndef SLUICE_CONNECTORS_GENERATED_GENERATED_SOURCE_H_
#define SLUICE_CONNECTORS_GENERATED_GENERATED_SOURCE_H_

#include <functional>
#include <string>
#include <utility>

#include "common/base/ids.h"
#include "engine/source/batch_source.h"

namespace sluice {

// The RDD that a function makes for the time of each batch. Its offsets are those times, in milliseconds: whatever was
// asked before, a batch ends at its time, and has what the function makes for that.
class GeneratedSource : public BatchSource {
 public:
  // User code, called on the driver, for a batch of a former run too: it must make the same then. It may throw.
  using Make = std::function<Rdd(BatchTime)>;
  explicit GeneratedSource(Make make) : make_(std::move(make)) {}

  absl::StatusOr<Offset> Initial() override { return NumberOffset(0); }
  absl::StatusOr<Offset> Latest(const Offset& after, const ReadLimit& limit) override;
  absl::StatusOr<PlannedRange> Plan(const OffsetRange& range) override;
  absl::Status Commit(const Offset&) override { return absl::OkStatus(); }
  absl::Status EndAt(absl::Time now) override;
  bool arrives() const override { return false; }
  std::string Save() const override { return ""; }
  absl::Status Restore(std::string_view) override { return absl::OkStatus(); }

 private:
  const Make make_;
  absl::Time end_ = absl::InfiniteFuture();
};

}  // namespace sluice

#endif  // SLUICE_CONNECTORS_GENERATED_GENERATED_SOURCE_H_
