#ifndef SLUICE_ENGINE_DSTREAM_STATE_IDENTITY_H_
#define SLUICE_ENGINE_DSTREAM_STATE_IDENTITY_H_

#include <string>
#include <utility>

namespace sluice {

// What the state of a stream is known by in the checkpoint folder: its place in the program, or the name that the user
// gave it, by which a program that has been changed finds it. Empty: the stream has no state.
class StateIdentity {
 public:
  const std::string& name() const { return name_; }
  bool has_uid() const { return has_uid_; }

  // Does nothing if there is a uid.
  void SetPlace(std::string name) {
    if (!has_uid_) name_ = std::move(name);
  }
  // False: there is one already.
  bool SetUid(const std::string& uid) {
    if (std::exchange(has_uid_, true)) return false;
    name_ = "uid-" + uid;
    return true;
  }

 private:
  std::string name_;
  bool has_uid_ = false;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_DSTREAM_STATE_IDENTITY_H_
