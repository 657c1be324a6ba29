#include "driver/gateway/classes/spark_files.h"

#include "driver/gateway/class.h"
#include "driver/gateway/gateway.h"

namespace sluice::gateway {

const Class& SparkFilesClass() {
  static const Class type =
      Class("org.apache.spark.SparkFiles")
          .Static("getRootDirectory", [](Gateway& gateway) { return gateway.options().scratch_folder; })
          .Static("get",
                  [](Gateway& gateway, std::string name) { return gateway.options().scratch_folder + "/" + name; });
  return type;
}

}  // namespace sluice::gateway
