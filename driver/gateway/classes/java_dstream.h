#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_JAVA_DSTREAM_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_JAVA_DSTREAM_H_

#include <memory>
#include <string_view>
#include <utility>

#include "driver/gateway/frame_stream.h"
#include "driver/gateway/object.h"
#include "driver/gateway/recorded_program.h"

namespace sluice::gateway {

// A stream of RDDs of frames.
class JavaDStream : public ObjectOf<JavaDStream> {
 public:
  static constexpr std::string_view kName = "JavaDStream";
  using Program = std::shared_ptr<RecordedProgram>;
  static const Class& Describe();
  JavaDStream(Program program, FrameStream stream) : stream_(std::move(stream)), program_(std::move(program)) {}

  const FrameStream& stream() const { return stream_; }
  StreamNode& node() const { return *stream_.node; }
  const Program& program() const { return program_; }
  CallRecord* call_record() const override { return &program_->record(); }
  // Another stream of the same context.
  std::shared_ptr<JavaDStream> Derived(StreamSpec spec) const;

 private:
  const FrameStream stream_;  // Its context outlives the program.
  const Program program_;
};

// Lets a later run of the program look back at its batches.
void SaveForLaterRuns(const JavaDStream& stream);

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_JAVA_DSTREAM_H_
