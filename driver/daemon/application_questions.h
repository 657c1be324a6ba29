#ifndef SLUICE_DRIVER_DAEMON_APPLICATION_QUESTIONS_H_
#define SLUICE_DRIVER_DAEMON_APPLICATION_QUESTIONS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "common/actor/mailbox.h"
#include "driver/daemon/application_links.h"
#include "driver/pages/page_question.h"

namespace sluice {

// The way of a question to the driver of an application and of its answer back, which is waited for for 5 s. Who asks
// what somebody has asked and is not answered yet hears the same answer. Used in the daemon's mailbox only.
class ApplicationQuestions {
 public:
  using Answered = std::function<void(PageAnswer)>;
  // So many different ones are under way, of all applications and of each; who asks more is told 503.
  static constexpr size_t kUnderWayMax = 256;
  static constexpr size_t kUnderWayMaxOfOne = 64;

  // They outlive it; of what is posted nothing runs once it is gone.
  ApplicationQuestions(Mailbox& mailbox, ApplicationLinks& links) : mailbox_(mailbox), links_(links) {}

  // `answered` is called once, perhaps before this returns; with 503 if the application does not answer.
  void Ask(const ApplicationId& id, const PageQuestion& question, Answered answered);
  // What nobody waits for says nothing.
  void OnAnswer(const ApplicationId& id, uint64_t number, PageAnswer answer);

 private:
  using Key = std::tuple<ApplicationId, std::string, std::map<std::string, std::string>>;
  struct UnderWay {
    Key key;
    std::vector<Answered> waiting;
  };

  bool HasRoomFor(const ApplicationId& id) const;
  void End(uint64_t number, const PageAnswer& answer);

  Mailbox& mailbox_;
  ApplicationLinks& links_;
  uint64_t last_number_ = 0;
  std::map<uint64_t, UnderWay> under_way_;
  std::map<Key, uint64_t> numbers_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_DAEMON_APPLICATION_QUESTIONS_H_
