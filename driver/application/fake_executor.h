#ifndef SLUICE_DRIVER_APPLICATION_FAKE_EXECUTOR_H_
#define SLUICE_DRIVER_APPLICATION_FAKE_EXECUTOR_H_

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/ids.h"
#include "common/net/transport.h"
#include "driver/application/heard_orders.h"
#include "proto/executor.pb.h"

namespace sluice {

// An executor that does what a test tells it to, and otherwise its duty: it answers cuts, stops receivers, and answers
// tasks as `on_task` says. Calls back from the transport's thread; not thread-safe.
class FakeExecutor {
 public:
  // What it says about a task: the report and its result. None: it goes on running until AnswerTasks.
  using OnTask = std::function<std::optional<v1::TaskReport>(const v1::LaunchTask& task, std::string& result)>;

  FakeExecutor(Transport& transport, std::string driver, int32_t id, std::string build_id = "build-1");
  ~FakeExecutor() { Disconnect(); }

  // What Attach says; may be changed before Connect.
  v1::Attach attach;
  // The driver that it was attached to last is of this life. Every frame says so, and whatever it reports is of it.
  DriverLife life;
  OnTask on_task;
  int shuffle_reducers = 2;
  bool answers_cuts = true;
  bool answers_stops = true;
  bool answers_takes = true;

  void Connect();
  void Disconnect(const absl::Status& why = absl::UnavailableError("the executor is gone"));
  void Send(const v1::Report& report, std::string body = "");
  void SendHead(std::string head);
  // Epochs are numbers in its life. Reports a block of stream 0.
  void ReportBlock(int64_t epoch, int64_t sequence, int64_t records, bool received_here = true,
                   const std::string& metadata = "");
  void ReportReceiver(int64_t epoch, v1::ReceiverReport::State state, const std::string& message = "");
  // It has the map output now, or cannot have it.
  void ReportTaken(const v1::TakeOutput& take, bool is_here = true);
  void ReportLeaving();
  // Lets `on_task` decide again about the tasks that run.
  void AnswerTasks();
  void AnswerTask(const v1::LaunchTask& task);

  // What it was told.
  bool attached = false;
  bool shut_down = false;
  std::optional<absl::Status> closed;
  HeardOrders orders;
  std::map<int64_t, v1::LaunchTask> running;

 private:
  void Receive(const v1::ToExecutor& message);
  void Carry(const v1::Work& work);

  Transport& transport_;
  const std::string driver_;
  std::shared_ptr<Link> link_;
  std::shared_ptr<int64_t> connection_ = std::make_shared<int64_t>(0);  // Handlers of former links say nothing.
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_APPLICATION_FAKE_EXECUTOR_H_
