#ifndef SLUICE_COMMON_BASE_STRONG_ID_H_
#define SLUICE_COMMON_BASE_STRONG_ID_H_

#include <compare>
#include <ostream>
#include <sstream>
#include <string>
#include <utility>

namespace sluice {

// A value that is only equal to values of its own kind: StrongId<struct StreamIdTag, int32_t> and
// StrongId<struct ShuffleIdTag, int32_t> do not convert into each other, nor into their representation.
template <class Tag, class Rep>
class StrongId {
 public:
  using Representation = Rep;

  constexpr StrongId() = default;
  explicit constexpr StrongId(Rep value) : value_(std::move(value)) {}

  constexpr const Rep& value() const { return value_; }
  constexpr auto operator<=>(const StrongId&) const = default;

  template <class H>
  friend H AbslHashValue(H h, const StrongId& id) {
    return H::combine(std::move(h), id.value_);
  }
  friend std::ostream& operator<<(std::ostream& out, const StrongId& id) { return out << id.value_; }

 private:
  Rep value_{};
};

template <class Tag, class Rep>
std::string ToString(const StrongId<Tag, Rep>& id) {
  std::ostringstream out;
  out << id;
  return out.str();
}

}  // namespace sluice

#endif  // SLUICE_COMMON_BASE_STRONG_ID_H_
