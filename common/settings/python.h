#ifndef SLUICE_COMMON_SETTINGS_PYTHON_H_
#define SLUICE_COMMON_SETTINGS_PYTHON_H_

#include "common/settings/executor.h"
#include "common/settings/program_names.h"
#include "common/settings/setting.h"

// What PySpark programs are run with. Names are Spark's.
namespace sluice::settings {

inline constexpr TextSetting kFunctionPython{
    .key = kPython,
    .fallback = "python3",
    .doc =
        "The interpreter of the program's functions, the same on all workers. PYSPARK_PYTHON of whoever submits says "
        "it as well.",
};

inline constexpr TextSetting kProgramPython{
    .key = kDriverPython,
    .fallback = "",
    .doc =
        "The interpreter of the program itself, if it is another one than that of its functions. PYSPARK_DRIVER_PYTHON "
        "of whoever submits says it as well.",
};

inline constexpr TextSetting kProgramModules{
    .key = kPythonFiles,
    .fallback = "",
    .doc = "Modules (.py, .zip, .egg) that the program and its functions import, between commas: --py-files.",
};

inline constexpr TextSetting kProgramFiles{
    .key = kFiles,
    .fallback = "",
    .doc = "Files for the folder that SparkFiles names, between commas; PATH#NAME gives one another name: --files.",
};

inline constexpr TextSetting kProgramArchives{
    .key = kArchives,
    .fallback = "",
    .doc =
        "Archives (.zip, .jar, .tar, .tar.gz, .tgz) that are unpacked into a folder of that name there, between "
        "commas; PATH#NAME gives it another name: --archives.",
};

inline constexpr BoolSetting kPythonWorkerReuse{
    .key = "spark.python.worker.reuse",
    .fallback = true,
    .doc = "A Python process runs one task after the other; Sluice takes it as true whatever it says.",
};

inline constexpr BytesSetting kPythonWorkerMemory{
    .key = "spark.python.worker.memory",
    .fallback = int64_t{512} << 20,
    .min = int64_t{1} << 20,
    .max = kBytesMax,
    .doc = "What a Python process merges is put on disk when it takes more than so much memory.",
};

// With a variable's name behind it: it is in the environment of the program's functions.
inline constexpr char kExecutorEnvironment[] = "spark.executorEnv.";

}  // namespace sluice::settings

#endif  // SLUICE_COMMON_SETTINGS_PYTHON_H_
