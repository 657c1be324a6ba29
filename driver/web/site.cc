#include "driver/web/site.h"

#include <optional>
#include <utility>

#include "common/base/str_cat.h"
#include "common/base/version.h"
#include "driver/web/application_list.h"
#include "driver/web/application_path.h"
#include "driver/web/page_answers.h"

namespace sluice {
namespace {

constexpr char kVersionPath[] = "/api/v1/version";

// As Spark says its own.
std::string Version() { return StrCat(R"({"spark":")", ThisVersion(), R"("})"); }

// A browser that comes back says what it heard last.
std::string CursorOf(const HttpRequest& request) {
  const auto last = request.headers.find("last-event-id");
  if (last != request.headers.end()) return last->second;
  const auto since = request.query.find("since");
  return since == request.query.end() ? "" : since->second;
}

}  // namespace

Site::Site(std::shared_ptr<Postbox> postbox, Clock& clock, SiteHost& host, std::span<const PageFile> files)
    : postbox_(std::move(postbox)), clock_(clock), host_(host), files_(files), live_(*postbox_, host) {}

void Site::Handle(HttpRequest request, std::shared_ptr<HttpResponder> responder) {
  if (request.path == "/healthz") return responder->Answer({.body = "ok\n"});
  if (!is_ready_) return responder->Answer(HttpError(503, "this process is starting"));
  if (request.method == "GET") {
    if (auto file = files_.Answer(request)) return responder->Answer(*std::move(file));
  }
  postbox_->Post([this, request = std::move(request), responder = std::move(responder)] { Route(request, responder); });
}

void Site::Route(const HttpRequest& request, const std::shared_ptr<HttpResponder>& responder) {
  if (host_.Serve(request, responder)) return;
  if (request.method != "GET") {
    HttpResponse refusal = HttpError(405, "nothing is changed here");
    refusal.headers["Allow"] = "GET, HEAD";
    return responder->Answer(std::move(refusal));
  }
  const PageQuestion question = {request.path, request.query};
  if (request.path == "/readyz") return responder->Answer({.body = "ok\n"});
  if (request.path == kVersionPath) return responder->Answer({.content_type = "application/json", .body = Version()});
  if (request.path == kApplications) {
    return responder->Answer(ToHttp(ApplicationList(host_.Applications(), question, clock_.WallNow())));
  }
  const std::optional<ApplicationPath> path = ParseApplicationPath(request.path);
  if (!path.has_value()) return responder->Answer(HttpError(404, "there is no such page"));
  if (path->is_ours && path->rest == "live") return live_.Listen(path->id, CursorOf(request), responder);
  host_.Ask(path->id, question, [responder](PageAnswer answer) { responder->Answer(ToHttp(std::move(answer))); });
}

}  // namespace sluice
