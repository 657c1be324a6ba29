#include "engine/task/traced_op.h"

#include <functional>

#include "common/base/status_matchers.h"
#include "engine/task/consume.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

constexpr int kReader = 8;  // Whoever reads the operator under test, which is number 3.

class TracedOpTest : public testing::Test {
 protected:
  // Gives one row, between two looks at what the context notes.
  class OneRow : public Op<int> {
   public:
    explicit OneRow(std::function<void()> run) : run_(std::move(run)) {}
    absl::Status Run(TaskContext& context, int, Sink<int>& out) const override {
      run_();
      EXPECT_EQ(context.running_op(), 3);
      int row = 1;
      out.Push(absl::MakeSpan(&row, 1));
      EXPECT_EQ(context.running_op(), 3);
      return absl::OkStatus();
    }
    const std::function<void()> run_;
  };

  // How many rows came.
  int Run(std::function<void()> run) {
    context_.set_running_op(kReader);
    auto owner = std::make_unique<OneRow>(std::move(run));
    const OneRow& op = *owner;
    const TracedOp<int> traced(3, std::move(owner), op);
    int rows = 0;
    status_ = Consume(static_cast<const Op<int>&>(traced), context_, 0, [&](absl::Span<int> chunk) {
      EXPECT_EQ(context_.running_op(), kReader);
      rows += static_cast<int>(chunk.size());
      return true;
    });
    return rows;
  }

  TaskContext context_{0, 0};
  absl::Status status_;
};

TEST_F(TracedOpTest, TheNoteIsOfWhomeverTheChunkIsWith) {
  EXPECT_EQ(Run([] {}), 1);
  EXPECT_THAT(status_, IsOk());
  EXPECT_EQ(context_.running_op(), kReader);
}

TEST_F(TracedOpTest, WhatThrowsIsBlamed) {
  EXPECT_THROW(Run([] { throw 1; }), int);
  EXPECT_EQ(context_.running_op(), 3);
}

}  // namespace
}  // namespace sluice
