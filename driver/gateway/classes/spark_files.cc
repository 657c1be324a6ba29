#include "driver/gateway/classes/spark_files.h"

#include <memory>
#include <string>

#include "common/base/str_cat.h"
#include "driver/gateway/class.h"
#include "driver/gateway/context.h"
#include "driver/gateway/gateway.h"

namespace sluice::gateway {
namespace {

std::string Folder(Gateway& gateway) {
  const std::shared_ptr<Context> context = gateway.context();
  return context != nullptr ? context->files().folder() : gateway.options().scratch_folder;
}

}  // namespace

const Class& SparkFilesClass() {
  static const Class type =
      Class("org.apache.spark.SparkFiles")
          .Static("getRootDirectory", &Folder)
          .Static("get", [](Gateway& gateway, std::string name) { return StrCat(Folder(gateway), "/", name); });
  return type;
}

}  // namespace sluice::gateway
