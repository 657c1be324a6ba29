// Each field of Work is of one life of the driver, or there is a reason why not: a field that nobody has thought of
// fails.
#include "worker/executor/orders_of_life.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace sluice {
namespace {

constexpr DriverLife kFormer(1), kNow(2), kLater(3);

using Fill = void (*)(v1::Work& work, DriverLife life);
using Fields = std::map<std::string, Fill>;

// What they name is made by one life and means nothing in another.
Fields OfOneLife() {
  return {
      {"stages", [](auto& work, auto life) { work.add_stages()->set_stage(StageId(life, 1).value()); }},
      {"start_receivers", [](auto& work, auto life) { work.add_start_receivers()->set_epoch(Epoch(life, 1).value()); }},
      {"tasks", [](auto& work, auto life) { work.add_tasks()->set_task(TaskId(life, 1).value()); }},
      {"cancel_tasks", [](auto& work, auto life) { work.add_cancel_tasks(TaskId(life, 1).value()); }},
      {"take_outputs",
       [](auto& work, auto life) {
         work.add_take_outputs()->mutable_output()->set_shuffle(ShuffleId(life, 1).value());
       }},
      {"free_shuffles", [](auto& work, auto life) { work.add_free_shuffles(ShuffleId(life, 1).value()); }},
      {"free_stages", [](auto& work, auto life) { work.add_free_stages(StageId(life, 1).value()); }},
      {"free_broadcasts", [](auto& work, auto life) { work.add_free_broadcasts(VariableKey(life, 1).value()); }},
  };
}

// Receivers outlive the life that has started them.
Fields OfReceivers() {
  return {
      {"stop_receivers", [](auto& work, auto life) { work.add_stop_receivers()->set_epoch(Epoch(life, 1).value()); }},
      {"receiver_rates", [](auto& work, auto life) { work.add_receiver_rates()->set_epoch(Epoch(life, 1).value()); }},
      {"cuts", [](auto& work, auto life) { work.add_cuts()->set_epoch(Epoch(life, 1).value()); }},
  };
}

std::map<std::string, std::string> OfAnyLife() {
  return {
      {"go_on", "it says what of former lives is valid"},
      {"peers", "executors belong to no life"},
      {"free_blocks", "received blocks outlive lives, and their names hold the epoch"},
      {"copy_blocks", "the same"},
      {"broadcasts", "their bytes follow in the frame, and only the answer to a question is taken"},
      {"results", "a question is answered, if only with nothing"},
  };
}

bool IsLeft(Fill fill, DriverLife life) {
  v1::Work work;
  fill(work, life);
  DropOrdersOfOtherLives(kNow, work);
  return work.ByteSizeLong() > 0;
}

TEST(OrdersOfLifeTest, WhatNamesAnotherLifeIsVoid) {
  for (const auto& [field, fill] : OfOneLife()) {
    for (DriverLife life : {kFormer, kLater, DriverLife(0)})
      EXPECT_FALSE(IsLeft(fill, life)) << field << " of " << life;
    EXPECT_TRUE(IsLeft(fill, kNow)) << field;
  }
}

TEST(OrdersOfLifeTest, ReceiversOfFormerLivesAreCutAndStopped) {
  for (const auto& [field, fill] : OfReceivers()) {
    for (DriverLife life : {kFormer, kNow}) EXPECT_TRUE(IsLeft(fill, life)) << field << " of " << life;
    EXPECT_FALSE(IsLeft(fill, kLater)) << field;
  }
}

TEST(OrdersOfLifeTest, EachFieldIsOfALifeOrHasAReasonWhyNot) {
  const google::protobuf::Descriptor& work = *v1::Work::descriptor();
  for (int i = 0; i < work.field_count(); ++i) {
    const std::string field(work.field(i)->name());
    EXPECT_EQ(OfOneLife().count(field) + OfReceivers().count(field) + OfAnyLife().count(field), 1u) << field;
  }
}

}  // namespace
}  // namespace sluice
