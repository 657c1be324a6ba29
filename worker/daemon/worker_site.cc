#include "worker/daemon/worker_site.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "common/base/status.h"

namespace sluice {
namespace {

HttpResponse PrometheusText(std::string text) {
  return {.content_type = "text/plain; version=0.0.4; charset=utf-8", .body = std::move(text)};
}

HttpResponse ToHttp(const absl::StatusOr<std::string>& text) {
  if (text.ok()) return PrometheusText(*text);
  return HttpError(absl::IsNotFound(text.status()) ? 404 : 503, std::string(text.status().message()));
}

// Of /metrics/APP/EXECUTOR.
std::optional<HostedExecutors::Name> ParseExecutorPath(const std::string& path) {
  const std::vector<std::string> pieces = absl::StrSplit(path, '/');
  int32_t number = 0;
  if (pieces.size() != 4 || pieces[1] != "metrics" || !absl::SimpleAtoi(pieces[3], &number)) return std::nullopt;
  return HostedExecutors::Name(pieces[2], number);
}

}  // namespace

absl::Status WorkerSite::Listen(const std::string& listen) {
  SLUICE_ASSIGN_OR_RETURN(server_, HttpServer::Start({.listen = listen}, *this));
  return absl::OkStatus();
}

void WorkerSite::Handle(HttpRequest request, std::shared_ptr<HttpResponder> responder) {
  if (request.method != "GET") return responder->Answer(HttpError(405, "nothing is changed here"));
  if (request.path == "/healthz") return responder->Answer({.body = "ok\n"});
  if (request.path == "/metrics") return responder->Answer(PrometheusText(metrics_.PrometheusText()));
  const std::optional<HostedExecutors::Name> executor = ParseExecutorPath(request.path);
  if (!executor.has_value()) return responder->Answer(HttpError(404, "there is no such page"));
  postbox_->Post([&hosted = hosted_, executor = *executor, responder = std::move(responder)] {
    hosted.AskMetrics(executor, [responder](absl::StatusOr<std::string> text) { responder->Answer(ToHttp(text)); });
  });
}

}  // namespace sluice
