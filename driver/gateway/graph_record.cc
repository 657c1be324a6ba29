#include "driver/gateway/graph_record.h"

#include <utility>

#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "driver/gateway/classes/array.h"
#include "driver/gateway/classes/array_list.h"
#include "driver/gateway/classes/duration.h"
#include "driver/gateway/classes/java_dstream.h"
#include "driver/gateway/classes/storage_level.h"
#include "driver/gateway/classes/transform_function.h"
#include "driver/gateway/gateway.h"
#include "driver/gateway/kept_rdd.h"

namespace sluice::gateway {
namespace {

using Kind = RecordedItem::Kind;
using Shape = RecordedArgument::Shape;

template <class T>
std::shared_ptr<T> As(const Value& value) {
  return Argument<std::shared_ptr<T>>::Take(value).value_or(nullptr);
}

absl::StatusOr<std::string> Saved(Gateway& gateway, const RecordedItem& item,
                                  const std::vector<std::shared_ptr<JavaRdd>>& rdds, const std::string& path) {
  switch (item.kind) {
    case Kind::kFunction:
    case Kind::kTransformFunction: return gateway.functions().Pickle(item.text);
    case Kind::kRdd: {
      if (rdds.empty()) return std::string();
      const std::string name = StrCat("-rdd-", item.text);
      SLUICE_RETURN_IF_ERROR(SaveFrames(*rdds.at(std::stoul(item.text)), path + name));
      return name;
    }
    default: return item.text;
  }
}

}  // namespace

void GraphRecord::Note(RecordedCall::Form form, std::string_view type, std::string_view method,
                       absl::Span<const Value> arguments, const Value& result) {
  MutexLock lock(&mu_);
  RecordedCall call{.form = form, .type = std::string(type), .method = std::string(method)};
  for (const Value& argument : arguments) call.arguments.push_back(ArgumentOf(argument));
  calls_.push_back(std::move(call));
  const auto made = As<JavaDStream>(result);
  if (made != nullptr) numbers_.emplace(&made->node(), static_cast<int32_t>(numbers_.size()));
}

RecordedArgument GraphRecord::ArgumentOf(const Value& value) {
  const auto list = As<ArrayList>(value);
  const auto array = As<Array>(value);
  RecordedArgument argument{.shape = list != nullptr ? Shape::kList : array != nullptr ? Shape::kArray : Shape::kOne};
  if (argument.shape == Shape::kOne) {
    argument.items.push_back(ItemOf(value));
    return argument;
  }
  for (const Value& each : list != nullptr ? list->values() : array->values()) argument.items.push_back(ItemOf(each));
  return argument;
}

RecordedItem GraphRecord::ItemOf(const Value& value) {
  if (const Proxy* const function = std::get_if<Proxy>(&value)) return {Kind::kFunction, function->id};
  if (!std::holds_alternative<ObjectPtr>(value)) return {Kind::kPlain, ToPart(value)};
  if (const auto stream = As<JavaDStream>(value)) return {Kind::kStream, std::to_string(numbers_[&stream->node()])};
  if (const auto duration = As<JavaDuration>(value)) return {Kind::kDuration, std::to_string(duration->millis())};
  if (const auto level = As<JavaStorageLevel>(value)) return {Kind::kStorageLevel, level->description()};
  if (const auto function = As<TransformFunction>(value)) return {Kind::kTransformFunction, function->proxy().id};
  if (const auto rdd = As<JavaRdd>(value)) {
    if (!refusal_.empty()) return {Kind::kRdd, ""};  // Nobody will need its rows.
    rdds_.push_back(rdd);
    return {Kind::kRdd, std::to_string(rdds_.size() - 1)};
  }
  return {Kind::kContext, ""};
}

void GraphRecord::RefuseRecovery(std::string why) {
  MutexLock lock(&mu_);
  refusal_ = std::move(why);
}

std::string GraphRecord::refusal() const {
  MutexLock lock(&mu_);
  return refusal_;
}

size_t GraphRecord::size() const {
  MutexLock lock(&mu_);
  return calls_.size();
}

// Not under the lock: Python may call us meanwhile.
absl::StatusOr<std::vector<RecordedCall>> GraphRecord::Save(Gateway& gateway, const std::string& path) const {
  std::vector<RecordedCall> calls;
  std::vector<std::shared_ptr<JavaRdd>> rdds;
  {
    MutexLock lock(&mu_);
    calls = calls_;
    if (refusal_.empty()) rdds = rdds_;
  }
  for (RecordedCall& call : calls) {
    for (RecordedArgument& argument : call.arguments) {
      for (RecordedItem& item : argument.items) {
        SLUICE_ASSIGN_OR_RETURN(item.text, Saved(gateway, item, rdds, path));
      }
    }
  }
  return calls;
}

}  // namespace sluice::gateway
