#ifndef SLUICE_COMMON_SETTINGS_PROGRAM_NAMES_H_
#define SLUICE_COMMON_SETTINGS_PROGRAM_NAMES_H_

#include <string_view>

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
inline constexpr char kDriverBindAddress[] = "spark.driver.bindAddress";
inline constexpr char kDriverBlockManagerPort[] = "spark.driver.blockManager.port";
inline constexpr char kBlockManagerPort[] = "spark.blockManager.port";
inline constexpr char kUiPort[] = "spark.ui.port";

// The interpreters of a PySpark program: its own, and that of its functions.
inline constexpr char kDriverPython[] = "spark.pyspark.driver.python";
inline constexpr char kPython[] = "spark.pyspark.python";

// Files that functions find by SparkFiles, archives that are unpacked there, and those files that Python imports.
inline constexpr char kFiles[] = "spark.files";
inline constexpr char kArchives[] = "spark.archives";
inline constexpr char kPythonFiles[] = "spark.submit.pyFiles";

// Local properties of its threads: the tags of their jobs with commas between, whether what a cancelled job runs is to
// be interrupted, and which line of the program they come from.
inline constexpr char kJobTags[] = "spark.job.tags";
inline constexpr char kInterruptOnCancel[] = "spark.job.interruptOnCancel";
inline constexpr char kCallSite[] = "callSite.short";

// What each Python process may take in memory.
inline constexpr char kPythonMemory[] = "spark.executor.pyspark.memory";

// With this one Python writes where it was when it crashes.
inline constexpr char kPythonFaultHandler[] = "spark.python.worker.faulthandler.enabled";

// Which of Spark's launchers says it: "client" or "cluster".
inline constexpr char kDeployMode[] = "spark.submit.deployMode";

// What Spark's launchers take by flags of their own, and Sluice has no use for.
inline constexpr char kDriverMemory[] = "spark.driver.memory";
inline constexpr char kDriverCores[] = "spark.driver.cores";
inline constexpr char kExecutorMemoryOfSpark[] = "spark.executor.memory";
inline constexpr char kExecutorCores[] = "spark.executor.cores";
inline constexpr char kExecutorInstances[] = "spark.executor.instances";
inline constexpr char kCoresMax[] = "spark.cores.max";
// Names that begin with the first of these are about jars, which are never used.
inline constexpr std::string_view kJars = "spark.jars";
inline constexpr std::string_view kJarsPackages = "spark.jars.packages";
inline constexpr std::string_view kJarsExcludes = "spark.jars.excludes";
inline constexpr std::string_view kJarsRepositories = "spark.jars.repositories";

// Names that PySpark sets in the conf of each program.
inline constexpr std::string_view kSetByPySpark[] = {"spark.serializer.objectStreamReset",
                                                     "spark.sql.artifact.isolation.enabled", "spark.rdd.compress",
                                                     "spark.python.unix.domain.socket.enabled", "spark.home"};

}  // namespace sluice::settings

#endif  // SLUICE_COMMON_SETTINGS_PROGRAM_NAMES_H_
