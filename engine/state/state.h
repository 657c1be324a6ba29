#ifndef SLUICE_ENGINE_STATE_STATE_H_
#define SLUICE_ENGINE_STATE_STATE_H_

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace sluice {

// The state of one key, as the function of mapWithState sees it. Mistakes throw with Spark's words and fail the task.
template <class S>
class State {
 public:
  bool exists() const { return value_.has_value(); }
  const S& get() const {
    if (!exists()) throw std::out_of_range("State is not set");
    return *value_;
  }
  // Nullopt: not set.
  const std::optional<S>& getOption() const { return value_; }
  void update(S value) {
    if (removed_) Refuse("Cannot update the state after it has been removed");
    if (timing_out_) Refuse("Cannot update the state that is timing out");
    value_ = std::move(value);
    updated_ = true;
  }
  void remove() {
    if (timing_out_) Refuse("Cannot remove the state that is timing out");
    if (removed_) Refuse("Cannot remove the state that has already been removed");
    value_.reset();
    removed_ = true;
    updated_ = false;
  }
  // True in the last call for a key, which has no value; its state is removed afterwards.
  bool isTimingOut() const { return timing_out_; }

  // For who calls the function.
  bool updated() const { return updated_; }
  bool removed() const { return removed_; }
  std::optional<S>& Reset(bool timing_out) {
    value_.reset();
    updated_ = removed_ = false;
    timing_out_ = timing_out;
    return value_;
  }

 private:
  [[noreturn]] static void Refuse(const char* why) {
    throw std::invalid_argument(std::string("requirement failed: ") + why);
  }

  std::optional<S> value_;
  bool updated_ = false;
  bool removed_ = false;
  bool timing_out_ = false;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_STATE_STATE_H_
