#ifndef SLUICE_DRIVER_HISTORY_DASHBOARDS_H_
#define SLUICE_DRIVER_HISTORY_DASHBOARDS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/dstream/shown_rows.h"

namespace sluice {

// What an application shows under one name: its last batches, never empty.
struct Dashboard {
  int number = 0;  // It has it as long as it is kept.
  std::string name;
  std::map<BatchTime, ShownRows> batches;
  int64_t bytes_of_batches = 0;
};

// The dashboards of an application. Of each the last batches are kept, at least one, at most 300 and about 256 KiB;
// beyond sixteen dashboards the one goes that has not been told of for longest. So all of them have 4 MiB.
class Dashboards {
 public:
  // A batch that comes again replaces what it had shown before.
  void Add(ShownRows shown);
  // Null: there is none of that number, or no longer.
  const Dashboard* Find(int number) const;
  // In the order of their numbers.
  const std::vector<Dashboard>& all() const { return all_; }

 private:
  Dashboard& Named(const std::string& name);

  std::vector<Dashboard> all_;
  int next_number_ = 0;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_HISTORY_DASHBOARDS_H_
