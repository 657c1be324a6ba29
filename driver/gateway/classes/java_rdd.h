#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_JAVA_RDD_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_JAVA_RDD_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "api/rdd/rdd_handle.h"
#include "driver/gateway/context.h"
#include "driver/gateway/object.h"
#include "driver/gateway/value.h"
#include "engine/python/frames.h"

namespace sluice::gateway {

// An RDD as Python has it. Its rows are frames: pickled batches, or lines of text.
class JavaRdd : public ObjectOf<JavaRdd> {
 public:
  static constexpr std::string_view kName = "JavaRDD";
  static const Class& Describe();
  JavaRdd(std::shared_ptr<Context> context, internal::RddHandle handle)
      : context_(std::move(context)), handle_(std::move(handle)) {}
  JavaRdd(std::shared_ptr<Context> context, Rdd rdd)
      : JavaRdd(context, internal::RddHandle(context->jobs(), std::move(rdd))) {}

  std::string ToString() const override;
  bool Equals(const Object& other) const override;
  int32_t HashCode() const override { return static_cast<int32_t>(id()); }

  const std::shared_ptr<Context>& context() const { return context_; }
  const internal::RddHandle& handle() const { return handle_; }
  int64_t id() const { return handle_.node()->id.number(); }
  int32_t partitions() const { return handle_.node()->partitions; }
  virtual bool has_pairs() const { return false; }

 private:
  const std::shared_ptr<Context> context_;  // Outlives the lineage.
  const internal::RddHandle handle_;
};

// An RDD whose rows are two frames each.
class JavaPairRdd : public ObjectOf<JavaPairRdd, JavaRdd> {
 public:
  static constexpr std::string_view kName = "JavaPairRDD";
  static const Class& Describe();
  using ObjectOf<JavaPairRdd, JavaRdd>::ObjectOf;
  bool has_pairs() const override { return true; }
};

// f<T>() with the type of the rows.
template <class F>
auto WithRowsOf(const JavaRdd& rdd, F f) {
  return rdd.has_pairs() ? f.template operator()<FramePair>() : f.template operator()<FrameRow>();
}

// Null for null.
inline Rdd NodeOf(const std::shared_ptr<JavaRdd>& rdd) { return rdd != nullptr ? rdd->handle().node() : nullptr; }
std::shared_ptr<JavaRdd> EmptyRdd(const std::shared_ptr<Context>& context);
// An RDD of the same kind.
std::shared_ptr<JavaRdd> WithHandle(const JavaRdd& like, internal::RddHandle handle);
// All rows of all, which are of one kind. RDDs of one partitioner are merged partition by partition and keep it; else
// the partitions follow one another.
std::shared_ptr<JavaRdd> UnionOf(const std::vector<std::shared_ptr<JavaRdd>>& rdds);

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_JAVA_RDD_H_
