#ifndef SLUICE_DRIVER_APPLICATION_APPLICATION_FIGURES_H_
#define SLUICE_DRIVER_APPLICATION_APPLICATION_FIGURES_H_

#include <string>

#include "common/observe/metrics.h"
#include "driver/application/application_status.h"
#include "driver/history/history.h"

namespace sluice {

// What an application's driver says to Prometheus, counted from when its process began: what earlier lives of it did is
// not in it. Used in the driver's mailbox only.
class ApplicationFigures : public HistoryReader {
 public:
  void OnEvent(const HistoryEvent& event, const History& history) override;
  // In Prometheus' text format, with what `status` says of this moment.
  std::string Text(const ApplicationStatus& status);

 private:
  template <class Event>
  void Count(const Event&, const History&) {}
  void Count(const BatchFinished& e, const History& history);
  void Count(const JobEnded& e, const History& history);
  void Count(const ExecutorGone& e, const History& history);
  void Count(const ReceiverEvent& e, const History& history);
  prometheus::Histogram& Delays(const std::string& name, const std::string& help) {
    return all_.Histogram(name, help, LatencyBounds());
  }
  prometheus::Counter& Results(const std::string& name, const std::string& help, const char* result) {
    return all_.Counter(name, help, {{"result", result}});
  }

  Metrics all_;
  prometheus::Histogram& scheduling_ =
      Delays("sluice_batch_scheduling_delay_seconds", "From the end of a batch's interval until it began to run.");
  prometheus::Histogram& processing_ = Delays("sluice_batch_processing_seconds", "How long batches ran.");
  prometheus::Histogram& total_ =
      Delays("sluice_batch_total_delay_seconds", "From the end of a batch's interval until it had run.");
  prometheus::Counter& batches_done_ = Results("sluice_batches_total", "Batches that have ended.", "completed");
  prometheus::Counter& batches_failed_ = Results("sluice_batches_total", "Batches that have ended.", "failed");
  prometheus::Counter& jobs_done_ = Results("sluice_jobs_total", "Jobs that have ended.", "completed");
  prometheus::Counter& jobs_failed_ = Results("sluice_jobs_total", "Jobs that have ended.", "failed");
  prometheus::Counter& executors_lost_ =
      all_.Counter("sluice_executors_lost_total", "Executors that went and had not said so.");
  prometheus::Counter& receiver_starts_ =
      all_.Counter("sluice_receiver_starts_total", "Times that a receiver has begun, the first one included.");
  prometheus::Counter& receiver_errors_ =
      all_.Counter("sluice_receiver_errors_total", "Errors of receivers that went on, or began again.");
  prometheus::Gauge& interval_ =
      all_.Gauge("sluice_batch_interval_seconds", "The interval of the longest active stream; 0 without any.");
  prometheus::Gauge& waiting_ = all_.Gauge("sluice_batches_waiting", "Batches that wait for others to end.");
  prometheus::Gauge& executors_ = all_.Gauge("sluice_executors_attached", "Executors that are attached.");
  prometheus::Gauge& held_ = all_.Gauge("sluice_received_blocks_bytes", "Received blocks that no batch has freed.");
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_APPLICATION_APPLICATION_FIGURES_H_
