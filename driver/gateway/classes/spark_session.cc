#include "driver/gateway/classes/spark_session.h"

#include "driver/gateway/class.h"

namespace sluice::gateway {

const Class& SparkSessionClass() {
  static const Class type =
      Class("org.apache.spark.sql.classic.SparkSession").Static("getDefaultSession", []() -> absl::StatusOr<Value> {
        return absl::UnimplementedError(
            "SparkSession is not supported by Sluice yet, and with it DataFrames, SQL and toDF: programs of RDDs "
            "(SparkContext) and DStreams (StreamingContext) run");
      });
  return type;
}

}  // namespace sluice::gateway
