#ifndef SLUICE_DRIVER_ENDED_ENDED_APPLICATIONS_H_
#define SLUICE_DRIVER_ENDED_ENDED_APPLICATIONS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "common/actor/postbox.h"
#include "common/actor/runtime.h"
#include "driver/ended/ended_answers.h"

namespace sluice {

// Answers what is asked of ended applications from their event logs, which are read on a thread of its own. Used in the
// mailbox of its owner only.
class EndedApplications {
 public:
  // So many questions may be under way; who asks more is told 503.
  static constexpr size_t kUnderWayMax = 64;

  // `folder` is a path or a URI. `owner` is the way to its owner's mailbox; it is closed before the destructor, which
  // waits for a file that is being read.
  EndedApplications(Runtime& runtime, std::shared_ptr<Postbox> owner, const std::string& folder);

  // `answered` is called once, perhaps before this returns. 503: the log is not read within 5 s, which goes on: who
  // asks again may hear more. 404 and 500 as of EndedAnswers.
  void Ask(const ApplicationId& id, const PageQuestion& question, const EndedFacts& facts, PageAnswered answered);

 private:
  void End(uint64_t number, const PageAnswer& answer);

  const std::shared_ptr<Postbox> owner_;
  const std::string folder_;
  absl::Status place_status_;  // Why nothing can be read.
  // Used by the reader only. Null: there is no such place.
  std::unique_ptr<EndedAnswers> answers_;
  uint64_t last_number_ = 0;
  std::map<uint64_t, PageAnswered> under_way_;  // Null: it was given up, and is still read.
  const std::unique_ptr<Mailbox> reader_;       // Goes first, and what runs in it with it.
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_ENDED_ENDED_APPLICATIONS_H_
