#ifndef SLUICE_API_DSTREAM_DSTREAM_OUTPUTS_H_
#define SLUICE_API_DSTREAM_DSTREAM_OUTPUTS_H_

#include <string>
#include <utility>
#include <vector>

#include "api/dstream/dstream.h"
#include "api/dstream/show.h"
#include "api/rdd/saved_files.h"

namespace sluice::internal {

// What print() writes to standard output for one batch, in one piece; throws if it cannot be written.
//
//   -------------------------------------------
//   Time: 1000 ms
//   -------------------------------------------
//   (first,1)
//   ...                   <- only if these are not all rows
//                         <- an empty line
void PrintBatch(Time time, const std::vector<std::string>& rows, bool are_all);

}  // namespace sluice::internal

namespace sluice {

template <class T>
template <class F>
void DStream<T>::AddOutput(const std::string& name, F f) const {
  program_->AddOutput(name, node_, [source = source(), f](const Rdd& rdd, BatchTime batch) mutable {
    internal::CallOnDriver(f, Time(batch.value()), source.Typed(rdd, batch));
  });
}

template <class T>
void DStream<T>::print(int num) const {
  AddOutput("print", [num](const RDD<T>& rdd, Time time) {
    CheckHasCodec<T>();
    if constexpr (Sendable<T>) {  // Else it does not compile, for one reason.
      std::vector<std::string> rows;
      for (auto&& row : rdd.take(int64_t{num} + 1)) rows.push_back(ToText<Owned<T>>(row));
      const bool are_all = static_cast<int64_t>(rows.size()) <= num;
      if (!rows.empty() && !are_all) rows.pop_back();
      internal::PrintBatch(time, rows, are_all);
    }
  });
}

template <class T>
void DStream<T>::show(const std::string& name, int num) const {
  internal::AddDashboard(*program_, name, num);
  AddOutput("show", [&backend = program_->app().streaming(), name, num](const RDD<T>& rdd, Time time) {
    CheckHasCodec<T>();
    if constexpr (Sendable<T>) {  // Else it does not compile, for one reason.
      ShownRows shown{name, BatchTime(time.milliseconds()), internal::ShownColumns<Owned<T>>(), {}, true};
      for (auto&& row : rdd.take(int64_t{num} + 1)) shown.rows.push_back(internal::ToShownRow<Owned<T>>(row));
      shown.are_all = static_cast<int64_t>(shown.rows.size()) <= num;
      if (!shown.are_all) shown.rows.pop_back();
      internal::Show(backend, std::move(shown));
    }
  });
}

// A batch that runs again after a restart replaces what it had written before.
template <class T>
template <class Writer>
void DStream<T>::SaveAs(const std::string& name, const std::string& prefix, const std::string& suffix) const {
  AddOutput(name, [=](const RDD<T>& rdd, Time time) {
    internal::SaveFiles<Writer>(rdd.handle(), name, internal::BatchFolder(prefix, time, suffix),
                                FormerOutput::kIsReplaced);
  });
}

template <class T>
void DStream<T>::saveAsTextFiles(const std::string& prefix, const std::string& suffix) const {
  SaveAs<TextFileTerminal<T>>("saveAsTextFiles", prefix, suffix);
}

template <class T>
void DStream<T>::saveAsObjectFiles(const std::string& prefix, const std::string& suffix) const {
  CheckHasCodec<T>();
  SaveAs<ObjectFileTerminal<T>>("saveAsObjectFiles", prefix, suffix);
}

template <class T>
std::vector<RDD<T>> DStream<T>::slice(Time from, Time to) const {
  auto found = node_->Slice(BatchTime(from.milliseconds()), BatchTime(to.milliseconds()));
  if (!found.has_value()) throw Error(absl::FailedPreconditionError("this DStream has not been initialized"));
  std::vector<RDD<T>> rdds;
  for (auto& [batch, rdd] : *found) rdds.push_back(source().Typed(std::move(rdd), batch));
  return rdds;
}

template <class T>
std::optional<RDD<T>> DStream<T>::compute(Time validTime) const {
  for (auto& [batch, rdd] : node_->Slice(BatchTime(validTime.milliseconds()), BatchTime(validTime.milliseconds()))
                                .value_or(std::vector<std::pair<BatchTime, Rdd>>())) {
    if (batch.value() == validTime.milliseconds()) return source().Typed(std::move(rdd), batch);
  }
  return std::nullopt;
}

}  // namespace sluice

#endif  // SLUICE_API_DSTREAM_DSTREAM_OUTPUTS_H_
