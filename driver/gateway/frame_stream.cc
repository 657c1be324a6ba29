#include "driver/gateway/frame_stream.h"

#include <utility>

namespace sluice::gateway {

std::shared_ptr<JavaRdd> FrameStream::RddOf(BatchTime batch) const {
  Rdd rdd = node->Get(batch);
  return rdd == nullptr ? nullptr : OfBatch(std::move(rdd), batch);
}

std::shared_ptr<JavaRdd> FrameStream::OfBatch(Rdd rdd, BatchTime batch) const {
  return std::make_shared<JavaRdd>(context, internal::RddHandle(context->jobs(), std::move(rdd), node->KeyOf(batch)));
}

std::vector<std::shared_ptr<JavaRdd>> FrameStream::Window(BatchTime to, absl::Duration length) const {
  std::vector<std::shared_ptr<JavaRdd>> rdds;
  for (Rdd& rdd : node->GetWindow(to, length)) rdds.push_back(OfBatch(std::move(rdd), to));
  return rdds;
}

}  // namespace sluice::gateway
