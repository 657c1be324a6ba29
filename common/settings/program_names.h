#ifndef SLUICE_COMMON_SETTINGS_PROGRAM_NAMES_H_
#define SLUICE_COMMON_SETTINGS_PROGRAM_NAMES_H_

namespace sluice::settings {

// What a Spark program says of itself in its conf, and reads back there; none of it changes what Sluice does, but for
// the number in "local[4]".
inline constexpr char kMaster[] = "spark.master";
inline constexpr char kAppName[] = "spark.app.name";
inline constexpr char kAppId[] = "spark.app.id";
inline constexpr char kAppStartTime[] = "spark.app.startTime";
inline constexpr char kDriverHost[] = "spark.driver.host";
inline constexpr char kDriverPort[] = "spark.driver.port";
inline constexpr char kExecutorId[] = "spark.executor.id";

// The interpreters of a PySpark program: its own, and that of its functions.
inline constexpr char kDriverPython[] = "spark.pyspark.driver.python";
inline constexpr char kPython[] = "spark.pyspark.python";

// With this one Python writes where it was when it crashes.
inline constexpr char kPythonFaultHandler[] = "spark.python.worker.faulthandler.enabled";

}  // namespace sluice::settings

#endif  // SLUICE_COMMON_SETTINGS_PROGRAM_NAMES_H_
