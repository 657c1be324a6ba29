#ifndef SLUICE_STATE_COLD_COLD_CHANGES_H_
#define SLUICE_STATE_COLD_COLD_CHANGES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sluice {

// Keys to be put or removed, gathered to be written in their order. Not thread-safe.
class ColdChanges {
 public:
  struct Change {
    std::string_view key;
    std::string_view value;
    bool removes;
  };

  void Put(std::string_view key, std::string_view value) { Add(key, value, false); }
  void Remove(std::string_view key) { Add(key, {}, true); }

  bool empty() const { return places_.empty(); }
  size_t text_bytes() const { return text_.size(); }
  size_t memory_bytes() const { return text_.size() + places_.size() * sizeof(Place); }

  // Sorts by key, and leaves the last change of each.
  void Sort();
  size_t size() const { return places_.size(); }
  Change operator[](size_t i) const;
  // Keeps little memory: most stores are idle.
  void Clear();

 private:
  struct Place {
    uint64_t order;      // As the first bytes of the key have it.
    uint32_t key_begin;  // The value follows the key.
    uint32_t key_bytes;
    uint32_t value_bytes : 31;
    uint32_t removes : 1;
  };

  void Add(std::string_view key, std::string_view value, bool removes);
  std::string_view KeyAt(const Place& place) const { return {&text_[place.key_begin], place.key_bytes}; }

  std::string text_;
  std::vector<Place> places_;
};

}  // namespace sluice

#endif  // SLUICE_STATE_COLD_COLD_CHANGES_H_
