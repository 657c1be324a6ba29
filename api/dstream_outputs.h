#ifndef SLUICE_API_DSTREAM_OUTPUTS_H_
#define SLUICE_API_DSTREAM_OUTPUTS_H_

#include "api/dstream.h"

namespace sluice {

// Where a batch is saved.
inline std::string BatchFolder(const std::string& prefix, Time time, const std::string& suffix) {
  std::string folder = prefix + "-" + std::to_string(time.milliseconds());
  return suffix.empty() ? folder : folder + "." + suffix;
}

template <class T>
template <class F>
void DStream<T>::AddOutput(const std::string& name, F f) const {
  context_->AddOutput(name, node_, [source = source(), f](const Rdd& rdd, BatchTime batch) mutable {
    CallOnDriver(f, Time(batch.value()), source.Typed(rdd, batch));
  });
}

template <class T>
void DStream<T>::print(int num) const {
  AddOutput("print", [num](const RDD<T>& rdd, Time time) {
    BatchPrinter printer(time, num);
    for (const Owned<T>& row : rdd.take(int64_t{num} + 1)) printer.Add(ToText(row));
    printer.Print();
  });
}

template <class T>
void DStream<T>::saveAsTextFiles(const std::string& prefix, const std::string& suffix) const {
  AddOutput("saveAsTextFiles",
            [=](const RDD<T>& rdd, Time time) { rdd.saveAsTextFile(BatchFolder(prefix, time, suffix)); });
}

template <class T>
void DStream<T>::saveAsObjectFiles(const std::string& prefix, const std::string& suffix) const {
  AddOutput("saveAsObjectFiles",
            [=](const RDD<T>& rdd, Time time) { rdd.saveAsObjectFile(BatchFolder(prefix, time, suffix)); });
}

template <class T>
std::vector<RDD<T>> DStream<T>::slice(Time from, Time to) const {
  auto found = node_->Slice(BatchTime(from.milliseconds()), BatchTime(to.milliseconds()));
  if (!found.has_value()) throw Error(absl::FailedPreconditionError("this DStream has not been initialized"));
  std::vector<RDD<T>> rdds;
  for (auto& [batch, rdd] : *found) rdds.push_back(source().Typed(std::move(rdd), batch));
  return rdds;
}

}  // namespace sluice

#endif  // SLUICE_API_DSTREAM_OUTPUTS_H_
