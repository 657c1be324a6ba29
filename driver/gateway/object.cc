#include "driver/gateway/object.h"

#include <functional>

#include "common/base/str_cat.h"
#include "driver/gateway/class.h"

namespace sluice::gateway {

std::string Object::ClassName() const { return type().name(); }

std::string Object::ToString() const { return StrCat(ClassName(), "@", absl::Hex(static_cast<uint32_t>(HashCode()))); }

int32_t Object::HashCode() const { return static_cast<int32_t>(std::hash<const Object*>()(this)); }

}  // namespace sluice::gateway
