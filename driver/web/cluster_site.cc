#include "driver/web/cluster_site.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "absl/strings/numbers.h"
#include "common/base/status.h"
#include "common/http/own_origin.h"
#include "driver/web/application_list.h"
#include "driver/web/application_path.h"
#include "driver/web/cluster_json.h"
#include "driver/web/log_search.h"
#include "driver/web/page_answers.h"

namespace sluice {
namespace {

constexpr std::string_view kWorkers = "/api/sluice/v1/workers/";
constexpr char kJson[] = "application/json";

struct DrainWish {
  std::string worker;
  bool drained = false;
};

// Of /api/sluice/v1/workers/ID/drain, or undrain.
std::optional<DrainWish> ParseDrainPath(const std::string& path) {
  if (!path.starts_with(kWorkers)) return std::nullopt;
  for (const std::string_view verb : {"/drain", "/undrain"}) {
    if (!path.ends_with(verb) || path.size() <= kWorkers.size() + verb.size()) continue;
    return DrainWish{path.substr(kWorkers.size(), path.size() - kWorkers.size() - verb.size()), verb == "/drain"};
  }
  return std::nullopt;
}

ListedApplication Listed(const v1::ApplicationInfo& info, const std::string& user) {
  const int64_t started = info.started_millis() != 0 ? info.started_millis() : info.submitted_millis();
  ListedApplication listed = {
      .id = info.application(), .name = info.name(), .user = user, .started = absl::FromUnixMillis(started)};
  if (HasEnded(info)) listed.ended = absl::FromUnixMillis(info.ended_millis());
  return listed;
}

absl::StatusOr<int64_t> NumberIn(const HttpRequest& request, const std::string& key, int64_t fallback) {
  const auto found = request.query.find(key);
  if (found == request.query.end()) return fallback;
  int64_t number = 0;
  if (absl::SimpleAtoi(found->second, &number)) return number;
  return absl::InvalidArgumentError(StrCat(key, " is a number"));
}

absl::StatusOr<int64_t> OffsetIn(const HttpRequest& request) {
  SLUICE_ASSIGN_OR_RETURN(const int64_t offset, NumberIn(request, "offset", 0));
  if (offset < 0) return absl::InvalidArgumentError("offset is 0 or more");
  return offset;
}

std::string TextIn(const HttpRequest& request, const std::string& key, const std::string& fallback) {
  const auto found = request.query.find(key);
  return found == request.query.end() ? fallback : found->second;
}

absl::StatusOr<LogWords> WordsIn(const HttpRequest& request) {
  SLUICE_ASSIGN_OR_RETURN(const int64_t offset, OffsetIn(request));
  const std::string words = TextIn(request, "words", "");
  const std::string direction = TextIn(request, "direction", "next");
  if (words.empty() || words.size() > kLogWordsBytesMax) {
    return absl::InvalidArgumentError(StrCat("words has 1 to ", kLogWordsBytesMax, " bytes, not ", words.size()));
  }
  if (direction != "next" && direction != "previous") {
    return absl::InvalidArgumentError("direction is next or previous");
  }
  return LogWords{.words = words, .offset = offset, .backwards = direction == "previous"};
}

HttpResponse ToHttp(const LogFinding& finding) {
  const std::string found = finding.found < 0 ? "null" : StrCat(finding.found);
  return {.content_type = kJson,
          .body = StrCat(R"({"found":)", found, R"(,"searched_to":)", finding.searched_to, R"(,"more":)",
                         finding.more ? "true" : "false", "}")};
}

absl::StatusOr<LogPlace> PlaceIn(const HttpRequest& request, const ApplicationId& id) {
  SLUICE_ASSIGN_OR_RETURN(const int64_t executor, NumberIn(request, "executor", LogPlace::kDriver));
  const std::string name = TextIn(request, "stream", "out");
  if (name != "out" && name != "err") return absl::InvalidArgumentError("stream is out or err");
  if (executor < LogPlace::kDriver || executor > std::numeric_limits<int>::max()) {
    return absl::InvalidArgumentError("executor is the number of one, or -1 for the application's driver");
  }
  return LogPlace{.application = id, .executor = static_cast<int>(executor), .error_stream = name == "err"};
}

HttpResponse ToHttp(LogPiece piece) {
  return {.body = std::move(piece.bytes),
          .headers = {{"x-sluice-next-offset", StrCat(piece.next_offset)},
                      {"x-sluice-running", piece.running ? "true" : "false"}}};
}

HttpResponse ToHttp(const absl::Status& error) { return ToHttp(PageError(error)); }

}  // namespace

std::vector<ListedApplication> ClusterSite::Applications() {
  std::vector<ListedApplication> all;
  const v1::ClusterStatus cluster = host_.Describe();
  for (const v1::ApplicationInfo& info : cluster.applications()) all.push_back(Listed(info, user_));
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.started > b.started; });
  return all;
}

void ClusterSite::Ask(const ApplicationId& id, const PageQuestion& question, PageAnswered answered) {
  const absl::StatusOr<v1::ApplicationInfo> info = host_.Find(id);
  if (!info.ok()) return answered(PageError(info.status()));
  if (!HasEnded(*info)) return ask_(id, question, std::move(answered));
  const std::optional<ApplicationPath> path = ParseApplicationPath(question.path);
  const bool is_itself = path.has_value() && !path->is_ours && path->rest.empty();
  const ListedApplication listed = Listed(*info, user_);
  if (is_itself) return answered(ApplicationAlone(listed, clock_.WallNow()));
  ask_ended_(id, question, listed.ended, std::move(answered));
}

bool ClusterSite::Serve(const HttpRequest& request, const std::shared_ptr<HttpResponder>& responder) {
  if (request.method == "GET") return ServeGet(request, responder);
  const std::optional<DrainWish> wish = ParseDrainPath(request.path);
  if (wish.has_value()) responder->Answer(SetDrained(request, wish->worker, wish->drained));
  return wish.has_value();
}

bool ClusterSite::ServeGet(const HttpRequest& request, const std::shared_ptr<HttpResponder>& responder) {
  const std::optional<ApplicationPath> path = ParseApplicationPath(request.path);
  if (path.has_value() && path->is_ours && path->rest == "logs") {
    ReadLog(path->id, request, responder);
  } else if (path.has_value() && path->is_ours && path->rest == "logs/search") {
    SearchIn(path->id, request, responder);
  } else if (request.path == "/api/sluice/v1/cluster") {
    responder->Answer({.content_type = kJson, .body = ClusterJson(host_.Describe())});
  } else if (request.path == "/metrics") {
    responder->Answer({.content_type = "text/plain; version=0.0.4; charset=utf-8", .body = metrics_.PrometheusText()});
  } else if (request.path == "/metrics/targets") {
    responder->Answer({.content_type = kJson, .body = TargetsJson(host_.Describe(), address_)});
  } else if (ParseDrainPath(request.path).has_value()) {
    HttpResponse refusal = HttpError(405, "to look at a worker changes nothing: POST it");
    refusal.headers["Allow"] = "POST";
    responder->Answer(std::move(refusal));
  } else {
    return false;
  }
  return true;
}

HttpResponse ClusterSite::SetDrained(const HttpRequest& request, const std::string& worker, bool drained) {
  absl::Status status = CheckOwnOrigin(request, address_);
  if (status.ok()) status = host_.SetDrained(WorkerId(worker), drained);
  if (!status.ok()) return ToHttp(status);
  return {.content_type = kJson, .body = ClusterJson(host_.Describe())};
}

void ClusterSite::ReadLog(const ApplicationId& id, const HttpRequest& request,
                          const std::shared_ptr<HttpResponder>& responder) {
  if (const auto known = host_.Find(id); !known.ok()) return responder->Answer(ToHttp(known.status()));
  const absl::StatusOr<LogPlace> place = PlaceIn(request, id);
  const absl::StatusOr<int64_t> offset = OffsetIn(request);
  if (!place.ok()) return responder->Answer(ToHttp(place.status()));
  if (!offset.ok()) return responder->Answer(ToHttp(offset.status()));
  host_.ReadLog(*place, *offset, [responder](absl::StatusOr<LogPiece> piece) {
    responder->Answer(piece.ok() ? ToHttp(*std::move(piece)) : ToHttp(piece.status()));
  });
}

void ClusterSite::SearchIn(const ApplicationId& id, const HttpRequest& request,
                           const std::shared_ptr<HttpResponder>& responder) {
  if (const auto known = host_.Find(id); !known.ok()) return responder->Answer(ToHttp(known.status()));
  const absl::StatusOr<LogPlace> place = PlaceIn(request, id);
  absl::StatusOr<LogWords> words = WordsIn(request);
  if (!place.ok()) return responder->Answer(ToHttp(place.status()));
  if (!words.ok()) return responder->Answer(ToHttp(words.status()));
  SearchLog(host_, clock_, *place, *std::move(words), [responder](const absl::StatusOr<LogFinding>& finding) {
    responder->Answer(finding.ok() ? ToHttp(*finding) : ToHttp(finding.status()));
  });
}

}  // namespace sluice
