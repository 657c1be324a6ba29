#ifndef SLUICE_STATE_RECEIVED_RECEIVED_LOG_NAMES_H_
#define SLUICE_STATE_RECEIVED_RECEIVED_LOG_NAMES_H_

#include <string>

#include "common/base/ids.h"
#include "common/base/str_cat.h"

namespace sluice {

// Gives the names of the logs of received blocks; nobody else does. STREAM and EPOCH are the values of the ids.
//   CHECKPOINT/received/STREAM/newest        the newest start of the stream's receiver: older ones are over
//   CHECKPOINT/received/STREAM/EPOCH/NUMBER  what that start of it has received, file by file
class ReceivedLogNames {
 public:
  explicit ReceivedLogNames(const std::string& checkpoint_folder) : root_(StrCat(checkpoint_folder, "/received")) {}

  const std::string& root() const { return root_; }
  std::string OfStream(StreamId stream) const { return StrCat(root_, "/", stream.value()); }
  std::string Newest(StreamId stream) const { return StrCat(OfStream(stream), "/newest"); }
  std::string OfEpoch(StreamId stream, Epoch epoch) const { return StrCat(OfStream(stream), "/", epoch.value()); }
  std::string File(StreamId stream, Epoch epoch, int64_t number) const {
    return StrCat(OfEpoch(stream, epoch), "/", number);
  }

 private:
  const std::string root_;
};

}  // namespace sluice

#endif  // SLUICE_STATE_RECEIVED_RECEIVED_LOG_NAMES_H_
