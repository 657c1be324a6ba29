#include "engine/task/attachments.h"

#include <utility>

#include "common/actor/task_local.h"

namespace sluice {
namespace {

Attachments*& Innermost() { return TaskLocal<Attachments*, Attachments>::Value(); }

}  // namespace

Attachments::Attachments() : outer_(std::exchange(Innermost(), this)) {}
Attachments::~Attachments() { Innermost() = outer_; }

void Attachments::Add(std::shared_ptr<const void> referenced) {
  if (Innermost() != nullptr) Innermost()->all_.push_back(std::move(referenced));
}

std::vector<std::shared_ptr<const void>> Attachments::Take() { return std::exchange(all_, {}); }

}  // namespace sluice
