#include "role/watched_application.h"

#include <utility>
#include <vector>

#include "common/base/str_cat.h"
#include "common/base/user_name.h"
#include "driver/application/application_figures.h"
#include "driver/pages/answer.h"
#include "driver/pages/application_view.h"
#include "role/shown_settings.h"
#include "role/status_message.h"

namespace sluice {
namespace {

// More would hold up what the application says to its daemon.
constexpr size_t kBytesMax = 32 << 20;

bool AsksForMetrics(const PageQuestion& question, const std::string& id) {
  return question.path == StrCat("/api/sluice/v1/applications/", id, "/metrics");
}

}  // namespace

struct WatchedApplication::Facts {
  std::string id;
  std::string name;
  std::string user;
  absl::Time started;
  int life = 1;
  bool has_logs = false;
  std::vector<SettingView> settings;
};

WatchedApplication::WatchedApplication(ApplicationId id, std::string name, const RoleEnvironment& environment,
                                       ApplicationDriver& driver)
    : facts_(std::make_shared<const Facts>(Facts{.id = id.value(),
                                                 .name = std::move(name),
                                                 .user = UserName(),
                                                 .started = driver.runtime().clock().WallNow(),
                                                 .life = static_cast<int>(environment.life.value()),
                                                 .has_logs = environment.role == Role::kDriver,
                                                 .settings = ShownSettings(environment)})),
      driver_(driver) {}

const std::string& WatchedApplication::id() const { return facts_->id; }
const std::string& WatchedApplication::name() const { return facts_->name; }
const std::string& WatchedApplication::user() const { return facts_->user; }
absl::Time WatchedApplication::started() const { return facts_->started; }

void WatchedApplication::Ask(PageQuestion question, std::function<void(PageAnswer)> answered) const {
  if (AsksForMetrics(question, facts_->id)) {
    return driver_.Read([driver = &driver_, answered = std::move(answered)](const History&,
                                                                            ApplicationFigures& figures) {
      answered({.content_type = "text/plain; version=0.0.4; charset=utf-8", .body = figures.Text(driver->status())});
    });
  }
  driver_.Read([facts = facts_, driver = &driver_, question = std::move(question), answered = std::move(answered)](
                   const History& history, ApplicationFigures&) {
    const ApplicationView view = {.id = facts->id,
                                  .name = facts->name,
                                  .user = facts->user,
                                  .started = facts->started,
                                  .now = driver->runtime().clock().WallNow(),
                                  .life = facts->life,
                                  .history = history,
                                  .status = ToMessage(driver->status()),
                                  .settings = facts->settings,
                                  .has_logs = facts->has_logs};
    PageAnswer answer = Answer(view, question);
    if (answer.body.size() > kBytesMax) {
      answer = {.status = 507,
                .body = StrCat(R"({"error":"the answer has )", answer.body.size(),
                               R"( bytes, too many: ask for less of it"})")};
    }
    answered(std::move(answer));
  });
}

}  // namespace sluice
