#ifndef SLUICE_API_LISTENER_STREAMING_LISTENER_H_
#define SLUICE_API_LISTENER_STREAMING_LISTENER_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/core/duration.h"

namespace sluice {

// What listeners are told. Points in time are milliseconds since 1970, spans are milliseconds.

struct OutputOperationInfo {
  Time batchTime{0};
  int id = 0;
  std::string name;
  std::string description;
  std::optional<int64_t> startTime, endTime;
  std::optional<std::string> failureReason;

  std::optional<int64_t> duration() const;
};

struct StreamInputInfo {
  int inputStreamId = 0;
  int64_t numRecords = 0;
  // What its receiver stored with rows, in order; of a stream of files those that are new.
  std::vector<std::string> metadata;

  std::optional<std::string> metadataDescription() const;  // All of it, a line each; nullopt: there is none.
};

struct BatchInfo {
  Time batchTime{0};
  // Of streams with receivers; when it is completed also of files.
  std::map<int, StreamInputInfo> streamIdToInputInfo;
  int64_t submissionTime = 0;
  std::optional<int64_t> processingStartTime, processingEndTime;
  std::map<int, OutputOperationInfo> outputOperationInfos;

  std::optional<int64_t> schedulingDelay() const;  // It ends when processing starts.
  std::optional<int64_t> processingDelay() const;  // It begins when processing starts.
  std::optional<int64_t> totalDelay() const;
  int64_t numRecords() const;
};

struct ReceiverInfo {
  int streamId = 0;
  std::string name;  // The class of the receiver and the id: "Sensor-0".
  bool active = false;
  std::string location;  // The host of the executor.
  std::string executorId;
  std::string lastErrorMessage;  // What the receiver said,
  std::string lastError;         // and the exception that it had, if it had one,
  int64_t lastErrorTime = -1;    // then.
};

// Told what happens to a streaming program, one call after the other, on a thread of its own. What it throws is logged.
class StreamingListener {
 public:
  virtual ~StreamingListener() = default;
  virtual void onStreamingStarted(int64_t time) {}
  // A restart is a stop and a start. Errors are those that a receiver reports and goes on.
  virtual void onReceiverStarted(const ReceiverInfo& receiver) {}
  virtual void onReceiverError(const ReceiverInfo& receiver) {}
  virtual void onReceiverStopped(const ReceiverInfo& receiver) {}
  virtual void onBatchSubmitted(const BatchInfo& batch) {}
  virtual void onBatchStarted(const BatchInfo& batch) {}
  virtual void onBatchCompleted(const BatchInfo& batch) {}
  virtual void onOutputOperationStarted(const OutputOperationInfo& operation) {}
  virtual void onOutputOperationCompleted(const OutputOperationInfo& operation) {}
};

}  // namespace sluice

#endif  // SLUICE_API_LISTENER_STREAMING_LISTENER_H_
