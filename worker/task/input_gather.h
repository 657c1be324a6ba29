#ifndef SLUICE_WORKER_TASK_INPUT_GATHER_H_
#define SLUICE_WORKER_TASK_INPUT_GATHER_H_

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/task/task_context.h"
#include "worker/replica/peer.h"

namespace sluice {

// A block that is to be read from the log of its receiver.
struct BlockInLog {
  std::string log_folder;
  BlockId id;
  PlaceInLog place;
};

// A block that a leaf operator of a task reads.
struct WantedBlock {
  int op = 0;
  int partition = 0;
  BlockId id;
  std::vector<ExecutorId> holders;  // Nearest first. The last one may be kInLog.
  std::string log_folder = {};      // The log is in it, and the block there.
  PlaceInLog place = {};
};

// Which holder to ask for which block of one task, until all are there or one has no holder left.
class InputGather {
 public:
  // Blocks to ask one executor for, in one go.
  struct Request {
    ExecutorId from;
    std::vector<size_t> wanted;  // Indexes.
    std::vector<BlockId> ids;
    std::vector<BlockInLog> in_log = {};  // They say where each block is that is asked of kInLog.
  };
  struct Loss {
    std::vector<BlockId> blocks;
    ExecutorId from;  // Asked last; kInLog if there was nobody to ask.
  };

  // `self` is asked first wherever it is a holder.
  InputGather(std::vector<WantedBlock> wanted, ExecutorId self);

  std::vector<Request> Start();
  // `found`: those that the request's executor had. Gives what to ask others for.
  std::vector<Request> OnAnswer(const Request& request, std::vector<FetchedBlock> found);

  bool complete() const { return missing_ == 0; }
  const std::optional<Loss>& loss() const { return loss_; }  // Final.

  // In the order in which they were wanted. REQUIRES: complete.
  void MoveInto(TaskContext& context);

 private:
  std::vector<Request> Ask(const std::vector<size_t>& wanted);
  void Lose(const BlockId& id, ExecutorId from);

  // Element i of each is about the same block.
  std::vector<WantedBlock> wanted_;
  std::vector<size_t> next_holders_;
  std::vector<std::optional<Buffers>> found_;

  size_t missing_;
  std::optional<Loss> loss_;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_TASK_INPUT_GATHER_H_
