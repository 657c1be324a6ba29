#ifndef SLUICE_COMMON_BASE_LIFE_ID_H_
#define SLUICE_COMMON_BASE_LIFE_ID_H_

#include <compare>
#include <cstdint>
#include <ostream>
#include <string>
#include <utility>

#include "common/base/check.h"
#include "common/base/strong_id.h"

namespace sluice {

// A life of an application driver: each time it is started anew the number is greater. 0: of none.
using DriverLife = StrongId<struct DriverLifeTag, int32_t>;

// An id that an application driver gives out: its life, and a number that it counts up. So no life gives an id that
// another has given, and everybody can tell whose it is. Ordered by life first.
template <class Tag>
class LifeId {
 public:
  static constexpr int kNumberBits = 40;
  static constexpr int64_t kNumberMax = (int64_t{1} << kNumberBits) - 1;

  constexpr LifeId() = default;
  constexpr LifeId(DriverLife life, int64_t number) : value_(int64_t{life.value()} << kNumberBits | number) {
    SLUICE_CHECK(number >= 0 && number <= kNumberMax);
  }
  // What value() gave, perhaps on another machine. A small one is a number of life 0.
  explicit constexpr LifeId(int64_t value) : value_(value) {}

  constexpr int64_t value() const { return value_; }
  constexpr DriverLife life() const { return DriverLife(static_cast<int32_t>(value_ >> kNumberBits)); }
  constexpr int64_t number() const { return value_ & kNumberMax; }
  // The one that the same life gives after it.
  constexpr LifeId Next() const { return LifeId(life(), number() + 1); }
  constexpr auto operator<=>(const LifeId&) const = default;

  template <class H>
  friend H AbslHashValue(H h, const LifeId& id) {
    return H::combine(std::move(h), id.value_);
  }

 private:
  int64_t value_ = 0;
};

// "17", or "2.17" in the second life and later ones.
template <class Tag>
std::string ToString(const LifeId<Tag>& id) {
  const std::string life = id.life().value() > 1 ? std::to_string(id.life().value()) + "." : "";
  return life + std::to_string(id.number());
}
template <class Tag>
std::ostream& operator<<(std::ostream& out, const LifeId<Tag>& id) {
  return out << ToString(id);
}

}  // namespace sluice

#endif  // SLUICE_COMMON_BASE_LIFE_ID_H_
