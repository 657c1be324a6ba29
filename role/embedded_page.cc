#include "role/embedded_page.h"

#include <utility>

#include "common/base/address.h"
#include "common/base/status.h"
#include "common/observe/logging.h"
#include "common/settings/page.h"
#include "driver/web/page_answers.h"
#include "driver/web/page_files.h"

namespace sluice {
namespace {

constexpr char kLog[] = "application";
constexpr char kHost[] = "127.0.0.1";

}  // namespace

absl::StatusOr<std::unique_ptr<EmbeddedPage>> EmbeddedPage::Open(const Conf& conf,
                                                                 const WatchedApplication& application) {
  SLUICE_ASSIGN_OR_RETURN(const bool is_wanted, conf.Get(settings::kPageEnabled));
  SLUICE_ASSIGN_OR_RETURN(const int64_t port, conf.Get(settings::kPagePort));
  if (!is_wanted) return nullptr;
  std::unique_ptr<EmbeddedPage> page(new EmbeddedPage(application));
  auto server = HttpServer::StartNear({.listen = ToString(Address{kHost, static_cast<uint16_t>(port)})}, page->site_);
  if (!server.ok()) {
    LogWarning(kLog, "it has no page: ", server.status().message());
    return nullptr;
  }
  page->server_ = *std::move(server);
  page->site_.SetReady();
  LogInfo(kLog, "its page is on http://", page->address(), "/");
  return page;
}

EmbeddedPage::EmbeddedPage(const WatchedApplication& application)
    : application_(application),
      mailbox_(ThreadRuntime().NewMailbox("page")),
      postbox_(std::make_shared<Postbox>(*mailbox_)),
      site_(postbox_, ThreadRuntime().clock(), *this, PageFiles()) {}

EmbeddedPage::~EmbeddedPage() {
  server_.reset();
  postbox_->Close();
  mailbox_.reset();
}

std::vector<ListedApplication> EmbeddedPage::Applications() {
  return {{.id = application_.id(),
           .name = application_.name(),
           .user = application_.user(),
           .started = application_.started()}};
}

void EmbeddedPage::Ask(const ApplicationId& id, const PageQuestion& question, PageAnswered answered) {
  if (id.value() != application_.id()) {
    return answered(PageError(404, StrCat("there is no application ", id, " here, only ", application_.id())));
  }
  application_.Ask(question, [postbox = postbox_, answered = std::move(answered)](PageAnswer answer) {
    postbox->Post([answered, answer = std::move(answer)] { answered(answer); });
  });
}

}  // namespace sluice
