#ifndef SLUICE_ENGINE_EXCHANGE_SPILL_RUN_MERGER_H_
#define SLUICE_ENGINE_EXCHANGE_SPILL_RUN_MERGER_H_

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "engine/exchange/spill/run_file.h"

namespace sluice {

// The order of entries whose prefixes are equal.
class RunOrder {
 public:
  virtual ~RunOrder() = default;
  virtual bool Before(std::string_view key_a, std::string_view key_b) const = 0;
};
// By bytes: for those who want equal keys together.
class ByteOrder : public RunOrder {
 public:
  bool Before(std::string_view a, std::string_view b) const override { return a < b; }
};

// Runs as one: reads them side by side. Equal entries come in the order of their runs.
class RunMerger {
 public:
  RunMerger(std::vector<std::shared_ptr<ScratchFile>> runs, const RunOrder& order);
  RunMerger(RunMerger&&) noexcept;
  ~RunMerger();

  // Goes to the next entry. False: there is none, or `status` says why not.
  bool NextEntry();
  // Goes to the next key: to the entries of all runs that are equal, as one. A run has no two of them.
  bool NextGroup();

  // Valid until the next entry or group.
  uint64_t prefix() const { return current_.front()->prefix(); }
  std::string_view key() const { return current_.front()->key(); }
  uint64_t items() const { return items_; }  // The entry or group had so many when it began.
  // Of the entry or group; valid until the next call.
  bool NextItem(std::string_view& item);

  const absl::Status& status() const { return status_; }

 private:
  bool IsLaterRun(size_t a, size_t b) const;
  bool Take();  // The run with the first entry becomes the last of the current ones.
  bool Advance();

  const RunOrder& order_;
  std::vector<std::unique_ptr<RunReader>> runs_;
  std::vector<size_t> heap_;  // Runs with an entry; the first one in front.
  std::vector<RunReader*> current_;
  std::vector<size_t> current_runs_;
  size_t reading_current_ = 0;
  uint64_t items_ = 0;
  absl::Status status_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_EXCHANGE_SPILL_RUN_MERGER_H_
