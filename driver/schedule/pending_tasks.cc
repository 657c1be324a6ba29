#include "driver/schedule/pending_tasks.h"

namespace sluice {

bool PendingTasks::IsPending(const Entry& entry) const {
  auto found = tickets_.find(entry.task);
  return found != tickets_.end() && found->second == entry.ticket;
}

void PendingTasks::DropTaken(Queue& queue) {
  while (!queue.empty() && !IsPending(queue.front())) queue.pop_front();
}

void PendingTasks::Add(int task, const std::vector<ExecutorId>& near, absl::Time anywhere_from) {
  Entry entry{task, next_ticket_++, anywhere_from};
  tickets_[task] = entry.ticket;
  for (ExecutorId executor : near) near_[executor].push_back(entry);
  if (near.empty()) {
    anywhere_.push_back(entry);
  } else if (anywhere_from != absl::InfiniteFuture()) {
    later_anywhere_.push_back(entry);
  }
}

std::optional<int> PendingTasks::TakeFront(Queue& queue) {
  DropTaken(queue);
  if (queue.empty()) return std::nullopt;
  int task = queue.front().task;
  queue.pop_front();
  tickets_.erase(task);
  return task;
}

std::optional<int> PendingTasks::Take(ExecutorId executor, absl::Time now) {
  if (empty()) return std::nullopt;
  if (auto near = near_.find(executor); near != near_.end()) {
    if (std::optional<int> task = TakeFront(near->second)) return task;
  }
  if (std::optional<int> task = TakeFront(anywhere_)) return task;
  std::optional<absl::Time> deadline = NextDeadline();
  if (deadline.has_value() && *deadline <= now) return TakeFront(later_anywhere_);
  return std::nullopt;
}

std::vector<int> PendingTasks::RemoveNear(ExecutorId executor) {
  std::vector<int> tasks;
  auto near = near_.find(executor);
  if (near == near_.end()) return tasks;
  while (std::optional<int> task = TakeFront(near->second)) tasks.push_back(*task);
  near_.erase(near);
  return tasks;
}

std::optional<absl::Time> PendingTasks::NextDeadline() {
  DropTaken(later_anywhere_);
  if (later_anywhere_.empty()) return std::nullopt;
  return later_anywhere_.front().anywhere_from;
}

}  // namespace sluice
