#ifndef SLUICE_DRIVER_HISTORY_BOUNDED_RECORDS_H_
#define SLUICE_DRIVER_HISTORY_BOUNDED_RECORDS_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <list>
#include <map>
#include <utility>

namespace sluice {

// How much of what has ended is kept.
struct KeptMax {
  int64_t bytes = 0;  // As BytesOf says.
  size_t records = std::numeric_limits<size_t>::max();
};

// What goes on and what has ended, by key. What goes on is never forgotten; of what has ended the one that ended first
// goes first, and the last one stays, however large it is.
template <class Key, class Record>
class BoundedRecords {
 public:
  struct Ended {
    Key key;
    Record record;
    int64_t bytes = 0;
  };

  explicit BoundedRecords(KeptMax kept_max) : kept_max_(kept_max) {}

  // Goes on from now on, whatever was known under its key.
  void Begin(const Key& key, Record record) {
    Forget(key);
    open_.insert_or_assign(key, std::move(record));
  }
  // Null: it does not go on. It may be changed until its end.
  Record* FindOpen(const Key& key) {
    auto found = open_.find(key);
    return found == open_.end() ? nullptr : &found->second;
  }
  // Null: nobody knows it, or does so any more.
  const Record* Find(const Key& key) const {
    if (auto found = open_.find(key); found != open_.end()) return &found->second;
    auto found = ended_by_key_.find(key);
    return found == ended_by_key_.end() ? nullptr : &found->second->record;
  }
  // REQUIRES: it goes on.
  void End(const Key& key) {
    Record record = std::move(open_.extract(key).mapped());
    const int64_t bytes = BytesOf(record);
    bytes_ += bytes;
    ended_by_key_[key] = ended_.insert(ended_.end(), {key, std::move(record), bytes});
  }
  void Drop(const Key& key) { open_.erase(key); }
  void DropOpen() { open_.clear(); }
  // Forgets what is more than may be kept.
  void Trim() {
    while (ended_.size() > 1 && (bytes_ > kept_max_.bytes || ended_.size() > kept_max_.records)) {
      Forget(Key(ended_.front().key));
    }
  }

  const std::map<Key, Record>& open() const { return open_; }
  // What ended first is first.
  const std::list<Ended>& ended() const { return ended_; }
  int64_t ended_bytes() const { return bytes_; }

 private:
  void Forget(const Key& key) {
    auto found = ended_by_key_.find(key);
    if (found == ended_by_key_.end()) return;
    bytes_ -= found->second->bytes;
    ended_.erase(found->second);
    ended_by_key_.erase(found);
  }

  const KeptMax kept_max_;
  std::map<Key, Record> open_;
  std::list<Ended> ended_;
  std::map<Key, typename std::list<Ended>::iterator> ended_by_key_;
  int64_t bytes_ = 0;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_HISTORY_BOUNDED_RECORDS_H_
