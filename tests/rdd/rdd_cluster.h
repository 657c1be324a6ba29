#ifndef SLUICE_TESTS_RDD_RDD_CLUSTER_H_
#define SLUICE_TESTS_RDD_RDD_CLUSTER_H_

#include <map>
#include <memory>
#include <string>

#include "api/core/application.h"
#include "api/core/error_of.h"
#include "common/actor/settable_runtime.h"
#include "common/base/status_matchers.h"
#include "common/fs/temporary_folder.h"
#include "common/net/grpc_transport.h"
#include "driver/application/application_driver.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "worker/executor/executor.h"

namespace sluice {

// A driver and executors of two slots each, that only have sockets in common.
class RddClusterTest : public testing::Test {
 protected:
  void SetUp() override {
    auto driver = ApplicationDriver::Create(runtime_, *transport_,
                                            {.application = ApplicationId("app"),
                                             .build_id = "b1",
                                             .listen_address = "127.0.0.1:0",
                                             .conf = conf_,
                                             .expected_executors = 2});
    ASSERT_THAT(driver, IsOk());
    driver_ = *std::move(driver);
    app_ = std::make_unique<Application>("app", "test", conf_, *driver_, *driver_);
    StartExecutor(1);
    StartExecutor(2);
  }
  void TearDown() override {
    driver_.reset();
    executors_.clear();
  }

  void StartExecutor(int number) {
    ExecutorOptions options{.application = ApplicationId("app"),
                            .executor = ExecutorId(number),
                            .worker = WorkerId("worker-" + std::to_string(number)),
                            .driver_address = driver_->address(),
                            .slots = 2,
                            .block_memory_bytes = memory_bytes_,
                            .block_disk_bytes = int64_t{4} << 30,
                            .disk_folder = folder_.path() + "/" + std::to_string(number),
                            .task_memory_bytes = task_memory_bytes_,
                            .build_id = "b1"};
    executors_[number] = std::make_unique<Executor>(runtime_, *transport_, options);
    ASSERT_THAT(executors_[number]->Start(), IsOk());
  }
  void EndExecutor(int number) { executors_.erase(number); }

  Application& app() { return *app_; }

  SettableRuntime runtime_;
  int64_t memory_bytes_ = int64_t{64} << 20;
  int64_t task_memory_bytes_ = int64_t{256} << 20;
  Conf conf_;
  TemporaryFolder folder_ = *TemporaryFolder::Create("rdd");
  std::unique_ptr<Transport> transport_ = NewGrpcTransport();
  std::unique_ptr<ApplicationDriver> driver_;
  std::map<int, std::unique_ptr<Executor>> executors_;
  std::unique_ptr<Application> app_;
};

}  // namespace sluice

#endif  // SLUICE_TESTS_RDD_RDD_CLUSTER_H_
