#ifndef SLUICE_TESTS_SIM_LINE_LEDGER_H_
#define SLUICE_TESTS_SIM_LINE_LEDGER_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "common/base/ids.h"

namespace sluice {

// One line of one source: "s2n17 d a". Its first word names it, the others follow from that name.
struct LineName {
  int source = 0;
  int number = 0;
};
std::string LineText(const LineName& name);
// False: `word` names no line.
bool ParseLineName(std::string_view word, LineName& name);

// What really happened to every line, as seen from outside: at the sources, on the wire, in the results. Tells a line
// that may be missing (it was in nobody's hands but those of the dead) from one that was promised to be counted.
class LineLedger {
 public:
  struct Summary {
    int64_t written = 0;     // Sources have sent them.
    int64_t read = 0;        // Receivers have got them whole.
    int64_t stored = 0;      // A block of a receiver's executor has them.
    int64_t replicated = 0;  // A second executor has accepted their block.
    int64_t counted = 0;
    int64_t excused = 0;    // Read, but not counted, for a good reason.
    int64_t half_lost = 0;  // Counted in one result, although another may have found their block lost.
    Summary& operator+=(const Summary& other);
  };

  // Sources.
  void Written(const LineName& name);
  void Read(const LineName& name, ExecutorId reader);
  // Blocks, known by the lines in them.
  void Stored(std::string_view block, ExecutorId holder);
  void Replicated(std::string_view block, ExecutorId holder);
  // An executor is harmed while the driver cannot reach it, and for ever once it is dead.
  void Harmed(ExecutorId executor);
  void Healed(ExecutorId executor);
  void Died(ExecutorId executor);
  // The driver has noticed that it is harmed.
  void GivenUp(ExecutorId executor);
  // The driver has let it go, as it had asked to: what it held others must have by now, or nobody needs it any more.
  void Left(ExecutorId executor);
  // From now on nobody is waited for who is harmed.
  void Stopping();
  // Another life of the driver has begun: it does not stop yet.
  void Resumed() { stopping_ = false; }
  // A receiver was told that the block is safe. With a log of what is received it is then counted whoever dies.
  void Acknowledged(std::string_view block);
  void SetKeepsAcknowledged() { keeps_acknowledged_ = true; }
  // The sources send again what nobody has stored, so no line may be missing but for a log that is damaged.
  void SetCanBeReadAgain() { can_be_read_again_ = true; }
  bool can_be_read_again() const { return can_be_read_again_; }
  bool any_damaged() const { return any_damaged_; }
  // What was said of these lines holds no more: the log that has them is damaged.
  void Damaged(std::string_view log);
  // The result of a batch: how often each word was counted. One that comes again takes the place of the former one.
  // DATA_LOSS: it is not what the lines of the batch's blocks come to, or a line was in another one.
  using Row = std::pair<std::string, int64_t>;
  absl::Status Counted(BatchTime batch, const std::vector<Row>& rows);

  // What the words of all batches until then come to, as a program with state says it.
  void CountedInAll(BatchTime batch, std::vector<Row> totals) { totals_[batch] = std::move(totals); }

  // Another job on the same RDD found fewer rows: right only if some block was lost in between.
  void CountedAgain(int64_t rows, int64_t before);

  // Every line that was promised is counted, none twice, and nothing else is. `graceful`: the application had to wait
  // for what receivers held.
  absl::Status Check(bool graceful) const;
  // The same, with nothing excused: every line written is counted.
  absl::Status CheckNothingMissing() const;
  Summary Summarize() const;

 private:
  struct Line {
    bool written = false;
    ExecutorId reader{-1};  // -1: not read.
    int block = -1;         // None.
    int64_t counted = 0;
    bool damaged = false;       // A log was that had it.
    bool acknowledged = false;  // A block with it was, before the application stopped.
  };
  struct Block {
    std::set<ExecutorId> holders;
    bool replicated = false;
    bool kept = false;     // It was acknowledged, and that is a promise.
    bool exposed = false;  // At some time all its holders were harmed.
  };

  absl::Status CheckLine(const LineName& name, const Line& line, bool graceful) const;
  absl::Status CheckCommonWords() const;
  absl::Status CheckTotals() const;
  absl::Status CheckBatch(BatchTime batch, const std::vector<Row>& rows) const;
  void Add(std::string_view word, int64_t count);
  bool AllHarmed(const Block& block) const;
  bool Exposed(const Line& line) const { return line.block >= 0 && blocks_[line.block].exposed; }
  bool Excused(const Line& line) const;
  Line& At(const LineName& name);

  std::map<int, std::vector<Line>> sources_;
  std::vector<Block> blocks_;
  std::set<ExecutorId> harmed_;
  std::set<ExecutorId> dead_;
  std::set<ExecutorId> given_up_;
  std::set<ExecutorId> left_;
  bool stopping_ = false;
  std::set<ExecutorId> left_behind_;  // Harmed while the application stopped.
  int64_t rows_missed_ = 0;
  bool keeps_acknowledged_ = false;
  bool can_be_read_again_ = false;
  bool any_damaged_ = false;
  std::map<std::string, int64_t> common_words_;    // Counted.
  std::map<BatchTime, std::vector<Row>> results_;  // What was counted in each batch.
  std::map<BatchTime, std::vector<Row>> totals_;
  std::vector<std::string> strange_words_;
};

}  // namespace sluice

#endif  // SLUICE_TESTS_SIM_LINE_LEDGER_H_
