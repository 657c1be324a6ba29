#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "absl/strings/str_replace.h"
#include "common/base/str_cat.h"
#include "driver/pages/answer.h"
#include "driver/pages/own_pages.h"
#include "driver/pages/seen_application.h"
#include "driver/pages/spark/spark_pages.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

// docs/openapi.json describes what is answered, and all of it.

namespace sluice {
namespace {

using ::testing::ElementsAreArray;

std::set<std::string> KeysOf(const Json& object) {
  std::set<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.insert(key);
  return keys;
}

// The path with something that is there for each of its parameters.
std::string Filled(const std::string& path, const ApplicationView& view) {
  const bool is_output = path.find("operations/{number}") != std::string::npos;
  const bool is_receiver = path.find("receivers/{number}") != std::string::npos;
  const bool is_stage = path.find("stages/{number}") != std::string::npos;
  return absl::StrReplaceAll(path, {{"{id}", view.id},
                                    {"{time}", std::to_string(SeenApplication::Millis(1))},
                                    {"{attempt}", "0"},
                                    {"{number}", is_output || is_receiver ? "0"
                                                 : is_stage               ? "10"
                                                                          : "1"}});
}

// The document's path with a star for each parameter, without what stands before the application's pages.
std::string PatternOf(const std::string& path) {
  const std::string behind = path.substr(path.find("{id}") + 4);
  const std::string starred = absl::StrReplaceAll(behind, {{"{time}", "*"}, {"{number}", "*"}, {"{attempt}", "*"}});
  return starred.empty() ? starred : starred.substr(1);
}

// Whoever serves the pages answers it: driver/web/site_openapi_test.cc.
bool IsOfTheSite(const Json& operations) { return operations.begin()->contains("tags"); }

class OpenApiTest : public ::testing::Test {
 protected:
  OpenApiTest() : document_(Json::parse(std::ifstream("docs/openapi.json"))) {}

  std::set<std::string> Described(const std::string& prefix) const {
    std::set<std::string> patterns;
    for (const auto& [path, operations] : document_.at("paths").items()) {
      if (path.starts_with(prefix + "{id}") && !IsOfTheSite(operations)) patterns.insert(PatternOf(path));
    }
    return patterns;
  }
  static std::set<std::string> PathsOf(std::span<const Page> pages) {
    std::set<std::string> paths;
    for (const Page& page : pages) paths.emplace(page.path);
    return paths;
  }

  const Json document_;
  SeenApplication app_;
};

TEST_F(OpenApiTest, DescribesEveryPageAndNoOther) {
  EXPECT_THAT(Described("/api/sluice/v1/applications/"), ElementsAreArray(PathsOf(OwnPages())));
  std::set<std::string> spark = PathsOf(SparkPages());
  spark.erase("storage/rdd/*");  // It has never anything to tell.
  EXPECT_THAT(Described("/api/v1/applications/"), ElementsAreArray(spark));
}

TEST_F(OpenApiTest, AnswersHaveTheKeysThatItDescribes) {
  for (const auto& [path, operations] : document_.at("paths").items()) {
    if (IsOfTheSite(operations)) continue;
    const PageAnswer answer = Answer(app_.view, {Filled(path, app_.view), {}});
    ASSERT_EQ(answer.status, 200) << path << ": " << answer.body;
    const Json& schema =
        operations.at("get").at("responses").at("200").at("content").at("application/json").at("schema");
    const Json json = Json::parse(answer.body);
    EXPECT_EQ(json.type_name(), schema.at("type")) << path;
    if (schema.contains("properties")) {
      EXPECT_EQ(KeysOf(json), KeysOf(schema.at("properties"))) << path;
    }
  }
}

TEST_F(OpenApiTest, ErrorsAreAsItDescribes) {
  const PageAnswer answer = Answer(app_.view, {StrCat("/api/sluice/v1/applications/", app_.view.id, "/jobs/99"), {}});
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(KeysOf(Json::parse(answer.body)),
            KeysOf(document_.at("components").at("schemas").at("Error").at("properties")));
}

}  // namespace
}  // namespace sluice
