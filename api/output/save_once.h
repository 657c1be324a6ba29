#ifndef SLUICE_API_OUTPUT_SAVE_ONCE_H_
#define SLUICE_API_OUTPUT_SAVE_ONCE_H_

#include <concepts>
#include <string>
#include <type_traits>
#include <utility>

#include "api/dstream/dstream.h"
#include "engine/source/batch_part.h"

namespace sluice {

// Where batches are written exactly once: a system whose transactions hold the rows and a record of what they are of.
// A value with a codec, sent to the tasks, which call connect(). What that gives is one transaction:
//
//   bool begin(const BatchPart& part)   begins it and records the part in it; false: the system has the part, so there
//   is
//                                       nothing to do. Who else writes the same part now is waited for.
//   void commit()                       makes rows and record final, both or none.
//
// and is undone when it is destroyed before that. Errors are thrown; the task runs again, and asks begin again.
template <class Target>
concept TransactionalTarget = requires(const Target& target, const BatchPart& part) {
  { target.connect().begin(part) } -> std::same_as<bool>;
  target.connect().commit();
};

}  // namespace sluice

namespace sluice::internal {

struct NamedOutput {
  std::string name;
  int partitions = 0;
};

// Of the batch whose task calls it; throws where there is none.
BatchPart PartOfBatch(const NamedOutput& output, int partition, size_t rows);

// Throws unless it is a name, and no other output of the program has it.
void NameOutput(StreamingProgram& program, const std::string& name);

// What each task does.
template <class T, class Target, class Write>
struct PartWriter {
  template <class... A>
  void operator()(const Partition<T>& rows, const NamedOutput& output, const Target& target,
                  const A&... arguments) const {
    auto transaction = target.connect();
    if (!transaction.begin(PartOfBatch(output, rows.index(), rows.size()))) return;
    Write{}(transaction, rows, arguments...);
    transaction.commit();
  }
};

}  // namespace sluice::internal

namespace sluice {

// Writes each batch of a stream to a system, in one transaction for each partition: write(transaction, Partition<T>,
// arguments...), on the executors. However often tasks and batches run, each partition of a batch is there once, if a
// batch that runs again has the same rows in the same partitions: see docs/design/023-outputs.md. An output operation.
// `output` is its name in the system's records: of letters, digits, - and _, and no other output of the program has it.
template <class T, TransactionalTarget Target, class Write, class... A>
void saveOnce(const DStream<T>& stream, const std::string& output, const Target& target, Write write, A... arguments) {
  static_assert(Stateless<Write>,
                "SLUICE: this function is sent to other machines, so it cannot capture variables. Pass each captured "
                "value as an extra argument instead");
  internal::NameOutput(*stream.program(), output);
  stream.foreachRDD([=](const RDD<T>& rdd) {
    rdd.foreachPartition(internal::PartWriter<T, Target, Write>{},
                         internal::NamedOutput{output, rdd.getNumPartitions()}, target, arguments...);
  });
}

}  // namespace sluice

#endif  // SLUICE_API_OUTPUT_SAVE_ONCE_H_
