#include "driver/gateway/classes/refused_classes.h"

#include "driver/gateway/class.h"

namespace sluice::gateway {
namespace {

constexpr char kNoProfiles[] = "all executors of an application are alike, there are no profiles of resources";

const Class& ProfileBuilder() {
  static const Class type = Class("org.apache.spark.resource.ResourceProfileBuilder").RefuseConstructor(kNoProfiles);
  return type;
}
const Class& ExecutorRequests() {
  static const Class type = Class("org.apache.spark.resource.ExecutorResourceRequests").RefuseConstructor(kNoProfiles);
  return type;
}
const Class& TaskRequests() {
  static const Class type = Class("org.apache.spark.resource.TaskResourceRequests").RefuseConstructor(kNoProfiles);
  return type;
}

}  // namespace

std::vector<const Class*> RefusedClasses() { return {&ProfileBuilder(), &ExecutorRequests(), &TaskRequests()}; }

}  // namespace sluice::gateway
