#ifndef SLUICE_DRIVER_GATEWAY_OBJECT_H_
#define SLUICE_DRIVER_GATEWAY_OBJECT_H_

#include <cstdint>
#include <memory>
#include <string>

namespace sluice::gateway {

class CallRecord;
class Class;

// What a reference of Python's stands for. Objects may be called from several connections at once.
class Object : public std::enable_shared_from_this<Object> {
 public:
  Object() = default;
  virtual ~Object() = default;
  Object(const Object&) = delete;

  virtual const Class& type() const = 0;
  virtual std::string ClassName() const;
  // As java.lang.Object has them: the name of the class, and itself alone.
  virtual std::string ToString() const;
  virtual bool Equals(const Object& other) const { return this == &other; }
  virtual int32_t HashCode() const;
  // Where calls that build streams of it are noted; null: it has none.
  virtual CallRecord* call_record() const { return nullptr; }
};

// An object whose class is described by T::Describe.
template <class T, class Base = Object>
class ObjectOf : public Base {
 public:
  using Base::Base;
  const Class& type() const override { return T::Describe(); }
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_OBJECT_H_
