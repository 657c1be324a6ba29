#include "driver/gateway/class_table.h"

#include <map>

#include "driver/gateway/classes/array.h"
#include "driver/gateway/classes/array_list.h"
#include "driver/gateway/classes/broadcast.h"
#include "driver/gateway/classes/bytes_to_string.h"
#include "driver/gateway/classes/collection_converters.h"
#include "driver/gateway/classes/dashboards.h"
#include "driver/gateway/classes/duration.h"
#include "driver/gateway/classes/gateway_server.h"
#include "driver/gateway/classes/hadoop_configuration.h"
#include "driver/gateway/classes/hash_map.h"
#include "driver/gateway/classes/hash_set.h"
#include "driver/gateway/classes/iterator.h"
#include "driver/gateway/classes/java_class.h"
#include "driver/gateway/classes/java_dstream.h"
#include "driver/gateway/classes/java_properties.h"
#include "driver/gateway/classes/java_rdd.h"
#include "driver/gateway/classes/java_spark_context.h"
#include "driver/gateway/classes/java_streaming_context.h"
#include "driver/gateway/classes/java_thread.h"
#include "driver/gateway/classes/log4j_level.h"
#include "driver/gateway/classes/log4j_logger.h"
#include "driver/gateway/classes/number_rdd.h"
#include "driver/gateway/classes/option.h"
#include "driver/gateway/classes/pairwise_rdd.h"
#include "driver/gateway/classes/python_accumulator.h"
#include "driver/gateway/classes/python_dstream.h"
#include "driver/gateway/classes/python_partitioner.h"
#include "driver/gateway/classes/python_rdd.h"
#include "driver/gateway/classes/python_reduced_windowed_dstream.h"
#include "driver/gateway/classes/python_state_dstream.h"
#include "driver/gateway/classes/python_transformed2_dstream.h"
#include "driver/gateway/classes/python_transformed_dstream.h"
#include "driver/gateway/classes/python_utils.h"
#include "driver/gateway/classes/refused_classes.h"
#include "driver/gateway/classes/simple_python_function.h"
#include "driver/gateway/classes/spark_conf.h"
#include "driver/gateway/classes/spark_context.h"
#include "driver/gateway/classes/spark_files.h"
#include "driver/gateway/classes/spark_session.h"
#include "driver/gateway/classes/spark_utils.h"
#include "driver/gateway/classes/status_tracker.h"
#include "driver/gateway/classes/storage_level.h"
#include "driver/gateway/classes/streaming_context_class.h"
#include "driver/gateway/classes/streaming_context_python_helper.h"
#include "driver/gateway/classes/streaming_event.h"
#include "driver/gateway/classes/streaming_infos.h"
#include "driver/gateway/classes/streaming_listener_wrapper.h"
#include "driver/gateway/classes/system.h"
#include "driver/gateway/classes/throwable.h"
#include "driver/gateway/classes/transform_function.h"
#include "driver/gateway/classes/tuple2.h"
#include "driver/gateway/classes/type_util.h"

namespace sluice::gateway {
namespace {

using ClassesByName = std::map<std::string_view, const Class*>;

const ClassesByName& ByName() {
  static const ClassesByName& all = *[] {
    auto* const made = new ClassesByName();
    for (const Class* type : {&ObjectClass(),
                              &Array::Describe(),
                              &ArrayList::Describe(),
                              &Broadcast::Describe(),
                              &PickledFile::Describe(),
                              &BytesToString::Describe(),
                              &CollectionConverters(),
                              &DashboardsClass(),
                              &GatewayServer::Describe(),
                              &HashMap::Describe(),
                              &HashSet::Describe(),
                              &Iterator::Describe(),
                              &JavaClass::Describe(),
                              &JavaRdd::Describe(),
                              &JavaPairRdd::Describe(),
                              &JavaSparkContext::Describe(),
                              &Log4jLevel::Describe(),
                              &Log4jLogger::Describe(),
                              &LogManagerClass(),
                              &Option::Describe(),
                              &PairwiseRdd::Describe(),
                              &PythonAccumulator::Describe(),
                              &PythonPartitioner::Describe(),
                              &PythonRddClass(),
                              &PythonUtilsClass(),
                              &SimplePythonFunction::Describe(),
                              &SparkConf::Describe(),
                              &SparkContext::Describe(),
                              &SparkFilesClass(),
                              &SparkSessionClass(),
                              &SparkUtilsClass(),
                              &JavaStorageLevel::Describe(),
                              &SystemClass(),
                              &Throwable::Describe(),
                              &Tuple2::Describe(),
                              &TypeUtilClass(),
                              &JavaDuration::Describe(),
                              &JavaTime::Describe(),
                              &JavaDStream::Describe(),
                              &JavaStreamingContext::Describe(),
                              &PythonDStreamClass(),
                              &PythonReducedWindowedDStreamClass(),
                              &PythonStateDStreamClass(),
                              &PythonTransformed2DStreamClass(),
                              &PythonTransformedDStreamClass(),
                              &StreamingContextClass(),
                              &StreamingContextPythonHelper::Describe(),
                              &JavaStreamInputInfo::Describe(),
                              &JavaOutputOperationInfo::Describe(),
                              &JavaBatchInfo::Describe(),
                              &JavaReceiverInfo::Describe(),
                              &StreamingListenerWrapper::Describe(),
                              &JavaStreamingListenerWrapperClass(),
                              &TransformFunction::Describe(),
                              &HadoopConfiguration::Describe(),
                              &JavaProperties::Describe(),
                              &JavaStatusTracker::Describe(),
                              &JavaThread::Describe(),
                              &NumberRdd::Describe(),
                              &SerDeUtilClass()}) {
      made->emplace(type->name(), type);
    }
    for (const Class* type : JavaStreamingEvent::All()) made->emplace(type->name(), type);
    for (const Class* type : RefusedClasses()) made->emplace(type->name(), type);
    return made;
  }();
  return all;
}

}  // namespace

const Class* FindClass(std::string_view name) {
  const auto found = ByName().find(name);
  return found == ByName().end() ? nullptr : found->second;
}

std::vector<const Class*> AllClasses() {
  std::vector<const Class*> all;
  for (const auto& [name, type] : ByName()) all.push_back(type);
  return all;
}

}  // namespace sluice::gateway
