#ifndef SLUICE_ENGINE_TASK_TASK_UPDATES_H_
#define SLUICE_ENGINE_TASK_TASK_UPDATES_H_

#include <memory>
#include <stdexcept>
#include <typeinfo>
#include <utility>
#include <vector>

#include "common/base/buffer.h"
#include "common/base/ids.h"
#include "common/codec/codec.h"

namespace sluice {

// What one task adds to accumulators, until it is sent with the task's result. Used by the task's thread.
class TaskUpdates {
 public:
  TaskUpdates() = default;
  TaskUpdates(const TaskUpdates&) = delete;

  // Makes `updates` those of the task that runs in this thread.
  class Scope {
   public:
    explicit Scope(TaskUpdates& updates);
    ~Scope();
    Scope(const Scope&) = delete;

   private:
    TaskUpdates* const outer_;
  };
  // Null: no task runs in this thread.
  static TaskUpdates* Current();

  // What was added so far to the accumulator with this key, starting with A().
  template <class A>
  A& Of(VariableKey key) {
    for (const auto& part : parts_) {
      if (part->key == key) return As<A>(*part);
    }
    return As<A>(*parts_.emplace_back(std::make_unique<Part<A>>(key)));
  }

  // (key, encoded part) again and again; nothing if nothing was added. See MergeUpdates.
  Buffers Finish() const;

 private:
  struct AnyPart {
    AnyPart(VariableKey key, const std::type_info& type) : key(key), type(type) {}
    virtual ~AnyPart() = default;
    virtual void Encode(Writer& out) const = 0;
    const VariableKey key;
    const std::type_info& type;
  };
  template <class A>
  struct Part : AnyPart {
    explicit Part(VariableKey key) : AnyPart(key, typeid(A)) {}
    void Encode(Writer& out) const override { EncodeTo(out, added); }
    A added{};
  };
  template <class A>
  static A& As(AnyPart& part) {
    if (part.type != typeid(A)) throw std::logic_error("an accumulator is of another type");
    return static_cast<Part<A>&>(part).added;
  }

  static TaskUpdates*& Innermost();

  std::vector<std::unique_ptr<AnyPart>> parts_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_TASK_TASK_UPDATES_H_
