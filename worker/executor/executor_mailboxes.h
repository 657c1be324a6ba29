#ifndef SLUICE_WORKER_EXECUTOR_EXECUTOR_MAILBOXES_H_
#define SLUICE_WORKER_EXECUTOR_EXECUTOR_MAILBOXES_H_

#include <memory>

#include "common/actor/postbox.h"
#include "common/actor/runtime.h"

namespace sluice {

// The two mailboxes of an executor, its own and that of its disk, and the ways into them for those who may call back
// when they are gone. The ways are thread-safe.
class ExecutorMailboxes {
 public:
  explicit ExecutorMailboxes(Runtime& runtime)
      : disk_mailbox_(runtime.NewMailbox("executor-disk")),
        own_mailbox_(runtime.NewMailbox("executor")),
        disk_(std::make_shared<Postbox>(*disk_mailbox_)),
        own_(std::make_shared<Postbox>(*own_mailbox_)) {}

  const std::shared_ptr<Postbox>& own() const { return own_; }
  const std::shared_ptr<Postbox>& disk() const { return disk_; }

  // Nobody can post any more, and nothing in the executor's own mailbox runs when it returns.
  void Close() {
    own_->Close();
    disk_->Close();
    own_mailbox_.reset();
  }
  // After Close, when nobody is left who needs what the disk is doing.
  void CloseDisk() { disk_mailbox_.reset(); }

 private:
  std::unique_ptr<Mailbox> disk_mailbox_;
  std::unique_ptr<Mailbox> own_mailbox_;
  const std::shared_ptr<Postbox> disk_;
  const std::shared_ptr<Postbox> own_;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_EXECUTOR_EXECUTOR_MAILBOXES_H_
