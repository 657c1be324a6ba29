#ifndef SLUICE_DRIVER_GATEWAY_GATEWAY_H_
#define SLUICE_DRIVER_GATEWAY_GATEWAY_H_

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/mutex.h"
#include "common/settings/conf.h"
#include "driver/gateway/application_host.h"
#include "driver/gateway/class.h"
#include "driver/gateway/function_pickler.h"
#include "driver/gateway/loopback_listener.h"
#include "driver/gateway/object_table.h"
#include "driver/gateway/python_callbacks.h"
#include "driver/gateway/result_server.h"

namespace sluice::gateway {

class Context;

// Everything that a program may name; null: there is no such class.
using FindClassByName = const Class* (*)(std::string_view name);

struct GatewayOptions {
  Conf conf;  // What was submitted with the program: spark.* of flags and files.
  StartApplication start;
  FindClassByName find_class;
  std::string scratch_folder;  // The program puts files of its own there, too.
};

// What a Python program takes for a JVM with Spark in it: PySpark talks to it by the protocol of Py4J, over the
// loopback device, with a secret. Thread-safe.
class Gateway {
 public:
  static absl::StatusOr<std::unique_ptr<Gateway>> Start(GatewayOptions options);
  // Ends the application, and all connections.
  ~Gateway();

  int port() const { return listener_->port(); }
  const std::string& secret() const { return secret_; }
  const GatewayOptions& options() const { return options_; }

  ObjectTable& objects() { return objects_; }
  PythonCallbacks& python() { return python_; }
  FunctionPickler& functions() { return functions_; }
  ResultServer& results() { return *results_; }

  // NOT_FOUND: Python has no such reference.
  absl::StatusOr<ObjectPtr> Find(std::string_view id);
  // A value that Python has sent, its references being objects.
  absl::StatusOr<Value> Receive(std::string_view part);

  // The class with that whole name; null: there is none.
  const Class* FindClass(std::string_view name) const { return options_.find_class(name); }
  // As in `import org.apache.spark.api.java.*`.
  void Import(std::string name);
  // The class with that name, whole or imported; null: there is none.
  const Class* Resolve(std::string_view name) const;

  // The application of the program's SparkContext. FAILED_PRECONDITION: one runs already.
  absl::StatusOr<std::shared_ptr<Context>> NewContext(const Conf& conf);
  std::shared_ptr<Context> context() const;
  void StopContext();

 private:
  explicit Gateway(GatewayOptions options);
  LoopbackListener::Serve Greet(LineSocket& socket);
  void Serve(LineSocket& socket);
  bool IsLetIn(LineSocket& socket);

  const GatewayOptions options_;
  const std::string secret_;
  ObjectTable objects_;
  PythonCallbacks python_;
  FunctionPickler functions_;
  ObjectPtr server_object_;
  mutable Mutex mu_;
  std::vector<std::string> imports_ ABSL_GUARDED_BY(mu_);
  std::shared_ptr<Context> context_ ABSL_GUARDED_BY(mu_);
  std::unique_ptr<ResultServer> results_;
  std::unique_ptr<LoopbackListener> listener_;
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_GATEWAY_H_
