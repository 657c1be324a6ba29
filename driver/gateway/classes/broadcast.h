#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_BROADCAST_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_BROADCAST_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "driver/gateway/context.h"
#include "driver/gateway/object.h"
#include "engine/python/python_broadcast.h"

namespace sluice::gateway {

// A file in which Python has pickled an object that it is about to broadcast.
class PickledFile : public ObjectOf<PickledFile> {
 public:
  static constexpr std::string_view kName = "PythonBroadcast";
  static const Class& Describe();
  explicit PickledFile(std::string path) : path_(std::move(path)) {}
  const std::string& path() const { return path_; }

 private:
  const std::string path_;
};

// A broadcast variable of a program.
class Broadcast : public ObjectOf<Broadcast> {
 public:
  static constexpr std::string_view kName = "Broadcast";
  static const Class& Describe();
  // Of what the file has now.
  static absl::StatusOr<std::shared_ptr<Broadcast>> Make(std::shared_ptr<Context> context, const PickledFile& file);
  Broadcast(std::shared_ptr<Context> context, PythonBroadcast broadcast)
      : context_(std::move(context)), broadcast_(std::move(broadcast)) {}

  const PythonBroadcast& broadcast() const { return broadcast_; }
  BroadcastValue& value() { return *broadcast_.value(); }

 private:
  const std::shared_ptr<Context> context_;  // Outlives the variable.
  const PythonBroadcast broadcast_;
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_BROADCAST_H_
