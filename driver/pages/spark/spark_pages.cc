#include "driver/pages/spark/spark_pages.h"

namespace sluice {
namespace {

constexpr Page kPages[] = {
    {"", SparkApplicationPage},
    {"jobs", SparkJobsPage},
    {"jobs/*", SparkJobPage},
    {"stages", SparkStagesPage},
    {"stages/*", SparkStagePage},
    {"stages/*/*", SparkStageAttemptPage},
    {"executors", SparkExecutorsPage},
    {"allexecutors", SparkAllExecutorsPage},
    {"storage/rdd", SparkStoragePage},
    {"storage/rdd/*", SparkStoredRddPage},
    {"environment", SparkEnvironmentPage},
    {"sql", SparkSqlPage},
    {"streaming/statistics", SparkStatisticsPage},
    {"streaming/receivers", SparkReceiversPage},
    {"streaming/receivers/*", SparkReceiverPage},
    {"streaming/batches", SparkBatchesPage},
    {"streaming/batches/*", SparkBatchPage},
    {"streaming/batches/*/operations", SparkOperationsPage},
    {"streaming/batches/*/operations/*", SparkOperationPage},
};

}  // namespace

std::span<const Page> SparkPages() { return kPages; }

}  // namespace sluice
