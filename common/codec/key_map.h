#ifndef SLUICE_COMMON_CODEC_KEY_MAP_H_
#define SLUICE_COMMON_CODEC_KEY_MAP_H_

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "common/codec/compare.h"

namespace sluice {

struct KeyLess {
  template <class K>
  bool operator()(const K& a, const K& b) const {
    if constexpr (Codable<K>) return CompareKeys(a, b) < 0;
    return false;  // Such keys do not come out of tasks.
  }
};

// Types of which std::less says the same: those in which no number is NaN or -0.0, and no operator< is the user's.
template <class K>
inline constexpr bool kLessComparesKeys = std::is_integral_v<K> || std::is_enum_v<K> || std::is_same_v<K, std::string>;
template <class A, class B>
inline constexpr bool kLessComparesKeys<std::pair<A, B>> = kLessComparesKeys<A> && kLessComparesKeys<B>;
template <class... A>
inline constexpr bool kLessComparesKeys<std::tuple<A...>> = (kLessComparesKeys<A> && ...);
template <class T>
inline constexpr bool kLessComparesKeys<std::optional<T>> = kLessComparesKeys<T>;
template <class T>
inline constexpr bool kLessComparesKeys<std::vector<T>> = kLessComparesKeys<T>;

// What is gathered by key: a plain std::map<K, V> wherever that has one place for each key.
template <class K, class V>
using KeyMap = std::map<K, V, std::conditional_t<kLessComparesKeys<K>, std::less<K>, KeyLess>>;

}  // namespace sluice

#endif  // SLUICE_COMMON_CODEC_KEY_MAP_H_
