#include "driver/gateway/repeated_calls.h"

#include <cstdlib>
#include <set>
#include <utility>

#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "driver/gateway/classes/array.h"
#include "driver/gateway/classes/array_list.h"
#include "driver/gateway/classes/duration.h"
#include "driver/gateway/classes/java_dstream.h"
#include "driver/gateway/classes/java_streaming_context.h"
#include "driver/gateway/classes/storage_level.h"
#include "driver/gateway/classes/transform_function.h"
#include "driver/gateway/gateway.h"
#include "driver/gateway/kept_rdd.h"

namespace sluice::gateway {
namespace {

using Kind = RecordedItem::Kind;
using Shape = RecordedArgument::Shape;

absl::Status CannotBeRepeated(const RecordedCall& call) {
  return absl::DataLossError(StrCat("a call that built its streams cannot be repeated: ", call.type,
                                    call.method.empty() ? "" : ".", call.method,
                                    "; was the checkpoint written by another version of Sluice?"));
}

// The streams of a record as they are made again.
class RepeatedCalls {
 public:
  RepeatedCalls(Gateway& gateway, std::shared_ptr<JavaStreamingContext> context, std::string path)
      : gateway_(gateway), context_(std::move(context)), path_(std::move(path)) {}

  absl::Status Repeat(const RecordedCall& call) {
    std::vector<Value> arguments;
    for (const RecordedArgument& argument : call.arguments) {
      SLUICE_ASSIGN_OR_RETURN(Value value, ValueOf(argument));
      arguments.push_back(std::move(value));
    }
    SLUICE_ASSIGN_OR_RETURN(const Value result, Run(call, arguments));
    const auto made = Argument<std::shared_ptr<JavaDStream>>::Take(result).value_or(nullptr);
    if (made != nullptr && known_.emplace(&made->node()).second) streams_.push_back(made);
    return absl::OkStatus();
  }

 private:
  absl::StatusOr<Value> Run(const RecordedCall& call, absl::Span<const Value> arguments) {
    const Class* const type = gateway_.FindClass(call.type);
    if (type == nullptr) return CannotBeRepeated(call);
    if (call.form == RecordedCall::Form::kConstructor) return type->Construct(gateway_, arguments);
    if (call.form == RecordedCall::Form::kStatic) return type->CallStatic(gateway_, call.method, arguments);
    const ObjectPtr* const self = arguments.empty() ? nullptr : std::get_if<ObjectPtr>(&arguments[0]);
    if (self == nullptr || *self == nullptr) return CannotBeRepeated(call);
    return (*self)->type().Call(gateway_, call.method, **self, arguments.subspan(1));
  }

  absl::StatusOr<Value> ValueOf(const RecordedArgument& argument) {
    std::vector<Value> values;
    for (const RecordedItem& item : argument.items) {
      SLUICE_ASSIGN_OR_RETURN(Value value, ValueOf(item));
      values.push_back(std::move(value));
    }
    if (argument.shape == Shape::kList) return Value(ObjectPtr(std::make_shared<ArrayList>(std::move(values))));
    if (argument.shape == Shape::kArray) return Value(ObjectPtr(std::make_shared<Array>(std::move(values))));
    if (values.size() != 1) return absl::DataLossError("a recorded argument has no value");
    return std::move(values[0]);
  }

  absl::StatusOr<Value> ValueOf(const RecordedItem& item) {
    switch (item.kind) {
      case Kind::kPlain: return ParseValue(item.text);
      case Kind::kContext: return Value(ObjectPtr(context_));
      case Kind::kStream: return StreamOf(std::strtoull(item.text.c_str(), nullptr, 10));
      case Kind::kFunction: {
        SLUICE_ASSIGN_OR_RETURN(Proxy function, gateway_.functions().Unpickle(item.text));
        return Value(std::move(function));
      }
      case Kind::kTransformFunction: {
        SLUICE_ASSIGN_OR_RETURN(Proxy function, gateway_.functions().Unpickle(item.text));
        return Value(ObjectPtr(std::make_shared<TransformFunction>(gateway_, std::move(function))));
      }
      case Kind::kDuration:
        return Value(ObjectPtr(std::make_shared<JavaDuration>(std::strtoll(item.text.c_str(), nullptr, 10))));
      case Kind::kStorageLevel: return Value(ObjectPtr(JavaStorageLevel::Described(item.text)));
      case Kind::kRdd: return Value(ObjectPtr(SavedFrames(context_->context(), path_ + item.text)));
    }
    return absl::DataLossError("a recorded argument is of no kind");
  }

  absl::StatusOr<Value> StreamOf(size_t number) {
    if (number >= streams_.size()) return absl::DataLossError(StrCat("a recorded call is of no stream: ", number));
    return Value(ObjectPtr(streams_[number]));
  }

  Gateway& gateway_;
  const std::shared_ptr<JavaStreamingContext> context_;
  const std::string path_;
  std::set<const StreamNode*> known_;
  std::vector<std::shared_ptr<JavaDStream>> streams_;
};

}  // namespace

absl::Status RepeatCalls(Gateway& gateway, const std::shared_ptr<JavaStreamingContext>& context,
                         const std::string& path, const std::vector<RecordedCall>& calls) {
  RepeatedCalls repeated(gateway, context, path);
  for (const RecordedCall& call : calls) SLUICE_RETURN_IF_ERROR(repeated.Repeat(call));
  return absl::OkStatus();
}

}  // namespace sluice::gateway
