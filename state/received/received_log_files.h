#ifndef SLUICE_STATE_RECEIVED_RECEIVED_LOG_FILES_H_
#define SLUICE_STATE_RECEIVED_RECEIVED_LOG_FILES_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/block_id.h"
#include "common/base/block_info.h"
#include "common/base/buffer.h"
#include "common/fs/files.h"
#include "state/received/received_log_names.h"

namespace sluice {

// A block as the log of its receiver has it.
struct LoggedBlock {
  BlockId id;
  BlockInfo info;  // It says where.
};

// What the logs of a stream have, and what cannot be read of them.
struct LoggedBlocks {
  std::vector<LoggedBlock> blocks;    // They are sorted by their ids.
  std::vector<absl::Status> damages;  // Each names a file. Blocks of it may be missing.
};

// The bytes of the block. NOT_FOUND: the file is not there. DATA_LOSS: it does not have this block at this place,
// whole; names file and offset.
absl::StatusOr<Buffers> ReadLoggedBlock(Files& files, const ReceivedLogNames& names, const BlockId& id,
                                        const PlaceInLog& place);

// All blocks that starts of the stream's receiver before `epoch` have committed, which has said that it is the newest.
// What those write from now on is never found, whoever looks.
absl::StatusOr<LoggedBlocks> FindLoggedBlocks(Files& files, const ReceivedLogNames& names, StreamId stream,
                                              Epoch epoch);

// Of each start of the stream's receiver the first file that is still to be read: files before it are removed. Starts
// before the newest of them that have no entry are removed with all their files; later ones stay.
using NeededLogFiles = std::map<Epoch, int64_t>;
absl::Status RemoveLogFiles(Files& files, const ReceivedLogNames& names, StreamId stream, const NeededLogFiles& needed);

// Removes the logs of all other applications, so that what these go on writing is in no file that anybody reads.
// `kept`: ReceivedLogNames::FolderOf; empty: none.
absl::Status RemoveLogsOfOthers(Files& files, const std::string& checkpoint_folder, const std::string& kept);

// The newest start of the stream's receiver that has begun a log; the first one there could be if none has.
absl::StatusOr<Epoch> ReadNewestEpoch(Files& files, const ReceivedLogNames& names, StreamId stream);
// In order; none if there is no such folder.
absl::StatusOr<std::vector<int64_t>> LogFileNumbers(Files& files, const std::string& epoch_folder);

}  // namespace sluice

#endif  // SLUICE_STATE_RECEIVED_RECEIVED_LOG_FILES_H_
