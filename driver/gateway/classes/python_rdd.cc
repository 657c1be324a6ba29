#include "driver/gateway/classes/python_rdd.h"

#include <memory>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "common/base/status.h"
#include "driver/gateway/call_site.h"
#include "driver/gateway/class.h"
#include "driver/gateway/classes/array_list.h"
#include "driver/gateway/classes/broadcast.h"
#include "driver/gateway/classes/java_rdd.h"
#include "driver/gateway/classes/java_spark_context.h"
#include "driver/gateway/classes/simple_python_function.h"
#include "driver/gateway/classes/spark_context.h"
#include "driver/gateway/frame_file.h"
#include "driver/gateway/gateway.h"
#include "driver/gateway/java_error.h"
#include "driver/gateway/local_iterator.h"
#include "engine/python/python_op.h"
#include "engine/rows/parallelize.h"
#include "engine/task/local_properties.h"

namespace sluice::gateway {
namespace {

using RddPtr = std::shared_ptr<JavaRdd>;

constexpr char kNoHadoop[] =
    "there are no formats of Hadoop here; textFile, wholeTextFiles, binaryRecords and pickleFile read files, "
    "saveAsTextFile and saveAsPickleFile write them";

RddPtr Apply(const RddPtr& parent, const std::shared_ptr<SimplePythonFunction>& function, bool preserves_keys) {
  return WithRowsOf(*parent, [&]<class T>() {
    OperatorRef op = RefTo<PythonOp<T>>(PythonRddName(), function->function());
    const internal::RddHandle& handle = parent->handle();
    return std::make_shared<JavaRdd>(
        parent->context(), preserves_keys ? handle.KeyPreserving(std::move(op)) : handle.Narrow(std::move(op)));
  });
}

absl::StatusOr<RddPtr> ReadFromFile(const std::shared_ptr<JavaSparkContext>& context, const std::string& path,
                                    int32_t partitions) {
  SLUICE_ASSIGN_OR_RETURN(const std::vector<std::string> rows, ReadFrames(path));
  OperatorRef source = RefTo<ParallelizeOp<FrameRow>>("parallelize", ParallelizeOp<FrameRow>::Slice(rows, partitions));
  return std::make_shared<JavaRdd>(context->context(),
                                   SourceRdd(context->context()->jobs(), std::move(source), partitions));
}

// Rows of these partitions, in this order, for Python to fetch.
Value RunJob(Gateway& gateway, const JavaRdd& rdd, std::vector<int> partitions) {
  std::vector<Buffers> rows = WithRowsOf(
      rdd, [&]<class T>() { return rdd.handle().Run(RefTo<FramesTerminal<T>>("collect", {}), std::move(partitions)); });
  return gateway.results().Offer(
      [rows = std::move(rows)](LineSocket& to) {
        for (const Buffers& of_partition : rows) {
          for (const Buffer& piece : of_partition) {
            if (!to.Write(piece.view()).ok()) return;
          }
        }
      },
      nullptr);
}

Value CollectAndServe(Gateway& gateway, const JavaRdd& rdd) {
  std::vector<int> all(rdd.partitions());
  std::iota(all.begin(), all.end(), 0);
  return RunJob(gateway, rdd, std::move(all));
}

Value CollectWithJobGroup(Gateway& gateway, const RddPtr& rdd, const std::string& group, const std::string& description,
                          bool) {
  LocalProperties()[kJobGroup] = group;
  LocalProperties()[kJobDescription] = description;
  return CollectAndServe(gateway, *rdd);
}

absl::StatusOr<Value> RunSomePartitions(Gateway& gateway, const RddPtr& rdd, const ArrayList& numbers) {
  std::optional<std::vector<int32_t>> partitions = numbers.As<int32_t>();
  if (!partitions.has_value()) return absl::InvalidArgumentError("partitions are numbers");
  for (int32_t partition : *partitions) {
    if (partition >= 0 && partition < rdd->partitions()) continue;
    return absl::InvalidArgumentError(StrCat("Attempting to access a non-existent partition: ", partition,
                                             ". Total number of partitions: ", rdd->partitions()));
  }
  return RunJob(gateway, *rdd, *std::move(partitions));
}

}  // namespace

const Class& PythonRddClass() {
  static const Class type =
      Class("org.apache.spark.api.python.PythonRDD")
          .Constructor([](RddPtr parent, std::shared_ptr<SimplePythonFunction> function, bool preserves_keys,
                          bool is_barrier) -> absl::StatusOr<RddPtr> {
            if (!is_barrier) return Apply(parent, function, preserves_keys);
            return JavaError("java.lang.UnsupportedOperationException",
                             "RDD.barrier is not supported by Sluice: tasks of a stage need not run at once");
          })
          .Static("readRDDFromFile", &ReadFromFile)
          .Static("collectAndServe", [](Gateway& gateway, RddPtr rdd) { return CollectAndServe(gateway, *rdd); })
          .Static("collectAndServeWithJobGroup", &CollectWithJobGroup)
          .Static("runJob",
                  [](Gateway& gateway, std::shared_ptr<SparkContext>, RddPtr rdd,
                     std::shared_ptr<ArrayList> partitions) { return RunSomePartitions(gateway, rdd, *partitions); })
          .Static("toLocalIteratorAndServe",
                  [](Gateway& gateway, RddPtr rdd, bool is_ahead) {
                    return ServeLocalIterator(gateway, std::move(rdd), is_ahead);
                  })
          .Static("setupBroadcast", [](std::string path) { return std::make_shared<PickledFile>(std::move(path)); })
          .Static("valueOfPair", [](RddPtr placed) { return placed; })
          .Refuse("sequenceFile", kNoHadoop)
          .Refuse("newAPIHadoopFile", kNoHadoop)
          .Refuse("newAPIHadoopRDD", kNoHadoop)
          .Refuse("hadoopFile", kNoHadoop)
          .Refuse("hadoopRDD", kNoHadoop)
          .Refuse("saveAsSequenceFile", kNoHadoop)
          .Refuse("saveAsHadoopFile", kNoHadoop)
          .Refuse("saveAsNewAPIHadoopFile", kNoHadoop)
          .Refuse("saveAsHadoopDataset", kNoHadoop);
  return type;
}

}  // namespace sluice::gateway
