#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "common/actor/sim_loop.h"
#include "driver/serve/fake_host.h"
#include "driver/web/cluster_site.h"
#include "driver/web/fake_site.h"
#include "driver/web/site.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

// docs/openapi.json describes what a driver daemon answers besides what applications do.

namespace sluice {
namespace {

using Json = nlohmann::json;
using testing::StartsWith;
using testing::UnorderedElementsAre;

std::set<std::string> KeysOf(const Json& object) {
  std::set<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.insert(key);
  return keys;
}

class SiteOpenApiTest : public testing::Test {
 protected:
  SiteOpenApiTest() : document_(Json::parse(std::ifstream("docs/openapi.json"))) {
    cluster_.SetAddress("127.0.0.1:8080");
    site_.SetReady();
    host_.cluster.add_workers();
    host_.cluster.add_applications();
  }

  // Those of the site, by path.
  std::map<std::string, Json> Described() const {
    std::map<std::string, Json> described;
    for (const auto& [path, operations] : document_.at("paths").items()) {
      if (operations.begin()->contains("tags")) described[path] = operations;
    }
    return described;
  }
  HeardByClient Handle(const std::string& method, const std::string& path) {
    const auto heard = std::make_shared<HeardByClient>();
    site_.Handle({.method = method,
                  .path = absl::StrReplaceAll(path, {{"{id}", "app-1"}, {"{worker}", "w1"}}),
                  .query = {},
                  .headers = {{"host", "127.0.0.1:8080"}, {"x-sluice", "1"}},
                  .body = ""},
                 std::make_shared<FakeResponder>(heard));
    loop_.RunFor(absl::Seconds(2));
    return *heard;
  }
  Json SchemaOf(const Json& schema) const {
    if (!schema.contains("$ref")) return schema;
    return document_.at(Json::json_pointer(schema.at("$ref").get<std::string>().substr(1)));
  }
  void Compare(const std::string& path, const Json& json, const Json& schema) const {
    EXPECT_EQ(json.type_name(), schema.at("type")) << path;
    if (schema.contains("items")) Compare(path, json.at(0), schema.at("items"));
    if (!schema.contains("properties")) return;
    EXPECT_EQ(KeysOf(json), KeysOf(schema.at("properties"))) << path;
    for (const auto& [key, of_key] : schema.at("properties").items()) {
      if (of_key.contains("items")) Compare(path + " " + key, json.at(key), of_key);
    }
  }

  const Json document_;
  SimLoop loop_{1};
  std::unique_ptr<Mailbox> mailbox_ = loop_.NewMailbox("site");
  FakeHost host_;
  Metrics metrics_;
  ClusterSite cluster_{host_, loop_.clock(), metrics_,
                       [](const ApplicationId&, const PageQuestion&, PageAnswered done) {
                         done({.content_type = "text/plain", .body = "its driver says"});
                       },
                       [](const ApplicationId&, const PageQuestion&, absl::Time, PageAnswered done) {
                         done({.content_type = "text/plain", .body = "its log says"});
                       }};
  Site site_{std::make_shared<Postbox>(*mailbox_), loop_.clock(), cluster_, {}};
};

TEST_F(SiteOpenApiTest, AnswersAreWhatItDescribes) {
  for (const auto& [path, operations] : Described()) {
    const std::string method = absl::AsciiStrToUpper(operations.begin().key());
    const Json& content = operations.begin()->at("responses").at("200").at("content");
    const HeardByClient heard = Handle(method, path);
    if (content.begin().key() == "text/event-stream") {
      EXPECT_TRUE(heard.has_stream) << path;
      continue;
    }
    ASSERT_EQ(heard.answers.size(), 1) << path;
    EXPECT_EQ(heard.answers[0].status, 200) << path << ": " << heard.answers[0].body;
    EXPECT_THAT(heard.answers[0].content_type, StartsWith(content.begin().key())) << path;
    if (content.begin().key() != "application/json") continue;
    Compare(path, Json::parse(heard.answers[0].body), SchemaOf(content.begin()->at("schema")));
  }
}

TEST_F(SiteOpenApiTest, WhatIsServedIsDescribed) {
  std::set<std::string> paths;
  for (const auto& [path, operations] : Described()) paths.insert(path);
  const std::string application = "/api/sluice/v1/applications/{id}/", worker = "/api/sluice/v1/workers/{worker}/";
  EXPECT_THAT(paths, UnorderedElementsAre("/api/v1/version", application + "live", application + "metrics",
                                          application + "logs", "/api/sluice/v1/cluster", worker + "drain",
                                          worker + "undrain", "/metrics", "/metrics/targets", "/healthz", "/readyz"));
}

}  // namespace
}  // namespace sluice
