#ifndef SLUICE_COMMON_OBSERVE_DISK_FIGURES_H_
#define SLUICE_COMMON_OBSERVE_DISK_FIGURES_H_

#include <string>

#include "common/observe/metrics.h"

namespace sluice {

// How full the disk is that a daemon keeps its data on. Thread-safe. Lives no longer than the metrics it is made with.
class DiskFigures {
 public:
  explicit DiskFigures(Metrics& all)
      : free_(all.Gauge("sluice_data_folder_free_bytes", "What is free on the disk of the data folder.")),
        size_(all.Gauge("sluice_data_folder_size_bytes", "The size of the disk of the data folder.")) {}

  // Looks at the disk of that folder. One that cannot be looked at leaves the figures as they are.
  void Look(const std::string& folder);

 private:
  prometheus::Gauge& free_;
  prometheus::Gauge& size_;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_OBSERVE_DISK_FIGURES_H_
