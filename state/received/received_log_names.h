#ifndef SLUICE_STATE_RECEIVED_RECEIVED_LOG_NAMES_H_
#define SLUICE_STATE_RECEIVED_RECEIVED_LOG_NAMES_H_

#include <string>
#include <utility>

#include "common/base/ids.h"
#include "common/base/str_cat.h"

namespace sluice {

// Where the receivers of one run keep their logs.
struct ReceivedLogPlace {
  std::string folder;  // CHECKPOINT/received/TOKEN; empty: they have none.
  std::string door;    // Whoever begins a log goes by way of it (Files::PublishThrough); empty: there is none.
};

// Gives the names of the logs of received blocks; nobody else does. STREAM and EPOCH are the values of the ids.
//   CHECKPOINT/received/TOKEN                      of the application that had this lease when it began here
//   CHECKPOINT/received/TOKEN/STREAM/newest        the newest start of the stream's receiver: older ones are over
//   CHECKPOINT/received/TOKEN/STREAM/EPOCH/NUMBER  what that start of it has received, file by file
//   CHECKPOINT/received/TOKEN/STREAM/EPOCH/end     so much of that counts: the next start has found no more
// Other applications give their streams and starts the same ids, and no two of them the same token.
class ReceivedLogNames {
 public:
  explicit ReceivedLogNames(std::string folder) : folder_(std::move(folder)) {}

  static std::string Root(const std::string& checkpoint_folder) { return StrCat(checkpoint_folder, "/received"); }
  static std::string FolderOf(const std::string& checkpoint_folder, int64_t token) {
    return StrCat(Root(checkpoint_folder), "/", token);
  }

  std::string OfStream(StreamId stream) const { return StrCat(folder_, "/", stream.value()); }
  std::string Newest(StreamId stream) const { return StrCat(OfStream(stream), "/newest"); }
  std::string OfEpoch(StreamId stream, Epoch epoch) const { return StrCat(OfStream(stream), "/", epoch.value()); }
  std::string End(StreamId stream, Epoch epoch) const { return StrCat(OfEpoch(stream, epoch), "/end"); }
  std::string File(StreamId stream, Epoch epoch, int64_t number) const {
    return StrCat(OfEpoch(stream, epoch), "/", number);
  }

 private:
  const std::string folder_;
};

}  // namespace sluice

#endif  // SLUICE_STATE_RECEIVED_RECEIVED_LOG_NAMES_H_
