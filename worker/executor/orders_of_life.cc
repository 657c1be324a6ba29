#include "worker/executor/orders_of_life.h"

#include <algorithm>

namespace sluice {
namespace {

// `id_of` gives what an order names.
template <class Orders, class IdOf>
void Keep(DriverLife life, Orders& orders, IdOf id_of) {
  auto is_void = [&](const auto& order) { return id_of(order).life() != life; };
  orders.erase(std::remove_if(orders.begin(), orders.end(), is_void), orders.end());
}

template <class Id>
Id IdOf(int64_t order) {
  return Id(order);
}
Epoch EpochOf(const auto& order) { return Epoch(order.epoch()); }

// Receivers outlive lives, and keep their names.
template <class Orders>
void DropLater(DriverLife life, Orders& orders) {
  auto is_void = [&](const auto& order) { return EpochOf(order).life() > life; };
  orders.erase(std::remove_if(orders.begin(), orders.end(), is_void), orders.end());
}

}  // namespace

void DropOrdersOfOtherLives(DriverLife life, v1::Work& work) {
  Keep(life, *work.mutable_stages(), [](const v1::StageProgram& program) { return StageId(program.stage()); });
  Keep(life, *work.mutable_start_receivers(), [](const auto& order) { return EpochOf(order); });
  DropLater(life, *work.mutable_stop_receivers());
  DropLater(life, *work.mutable_receiver_rates());
  DropLater(life, *work.mutable_cuts());
  Keep(life, *work.mutable_tasks(), [](const v1::LaunchTask& launch) { return TaskId(launch.task()); });
  Keep(life, *work.mutable_cancel_tasks(), IdOf<TaskId>);
  Keep(life, *work.mutable_take_outputs(), [](const auto& order) { return ShuffleId(order.output().shuffle()); });
  Keep(life, *work.mutable_free_shuffles(), IdOf<ShuffleId>);
  Keep(life, *work.mutable_free_stages(), IdOf<StageId>);
  Keep(life, *work.mutable_free_broadcasts(), IdOf<VariableKey>);
}

}  // namespace sluice
