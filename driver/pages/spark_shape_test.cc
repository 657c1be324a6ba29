#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "common/base/str_cat.h"
#include "driver/pages/answer.h"
#include "driver/pages/seen_application.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

// Our answers beside those that a real Spark gave: keys and types.

namespace sluice {
namespace {

using Json = nlohmann::json;
using ::testing::IsEmpty;

const std::filesystem::path kFolder = "driver/pages/spark";

std::string Read(const std::filesystem::path& path) {
  std::ifstream in(path);
  EXPECT_TRUE(in.good()) << path;
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

// Keys that name an executor, a task or a setting are one key.
std::string KeyOf(const std::string& key) {
  const bool is_name = key == "driver" || std::all_of(key.begin(), key.end(), isdigit);
  return is_name ? "*" : key;
}

// ".stageIds[]": "integer".
using Shape = std::map<std::string, std::set<std::string>>;
void AddShape(const Json& json, const std::string& path, Shape& shape) {
  shape[path].insert(json.is_number_integer() ? "integer" : json.type_name());
  if (json.is_object()) {
    for (const auto& [key, value] : json.items()) AddShape(value, StrCat(path, ".", KeyOf(key)), shape);
  }
  if (json.is_array()) {
    for (const Json& element : json) AddShape(element, path + "[]", shape);
  }
}
// Of what is told, whether it is one or a list of them.
Shape ShapeOf(const Json& json) {
  Shape shape;
  if (!json.is_array()) AddShape(json, "", shape);
  if (json.is_array()) {
    for (const Json& element : json) AddShape(element, "", shape);
  }
  return shape;
}

// Lines "stage .jvmGcTime: why"; what is below such a key is left out with it.
class LeftOut {
 public:
  LeftOut() {
    std::istringstream lines(Read(kFolder / "left_out.txt"));
    for (std::string line; std::getline(lines, line);) {
      if (!line.empty() && line[0] != '#') keys_.insert(line.substr(0, line.find(": ")));
    }
  }
  bool Has(const std::string& answer, const std::string& path) {
    for (const std::string& key : keys_) {
      const std::string whole = StrCat(answer, " ", path);
      const bool is_it = whole == key || whole.starts_with(key + ".") || whole.starts_with(key + "[");
      if (is_it) used_.insert(key);
      if (is_it) return true;
    }
    return false;
  }
  std::vector<std::string> Unused() const {
    std::vector<std::string> unused;
    std::set_difference(keys_.begin(), keys_.end(), used_.begin(), used_.end(), std::back_inserter(unused));
    return unused;
  }

 private:
  std::set<std::string> keys_, used_;
};

// What is asked of ours beside a file of recorded/, and what it tells of: a noun of left_out.txt.
struct Question {
  std::string recorded;
  std::string path;
  std::string noun;
};

std::vector<Question> Questions() {
  const std::string batch = StrCat("/streaming/batches/", SeenApplication::Millis(2));
  return {{"application", "", "application"},
          {"jobs", "/jobs", "job"},
          {"job", "/jobs/2", "job"},
          {"stages", "/stages", "stage"},
          {"stage", "/stages/20", "stage"},
          {"stage_attempt", "/stages/20/0", "stage"},
          {"executors", "/executors", "executor"},
          {"allexecutors", "/allexecutors", "executor"},
          {"environment", "/environment", "environment"},
          {"statistics", "/streaming/statistics", "statistics"},
          {"receivers", "/streaming/receivers", "receiver"},
          {"receiver", "/streaming/receivers/0", "receiver"},
          {"batches", "/streaming/batches", "batch"},
          {"batch", batch, "batch"},
          {"operations", batch + "/operations", "operation"},
          {"operation", batch + "/operations/0", "operation"}};
}

class SparkShapeTest : public ::testing::Test {
 protected:
  PageAnswer Get(const std::string& what) {
    return Answer(app_.view, {StrCat("/api/v1/applications/", app_.view.id, what), {}});
  }
  static Json Recorded(const std::string& name) { return Json::parse(Read(kFolder / "recorded" / (name + ".json"))); }
  SeenApplication app_;
};

// The differences of two shapes, a line each.
std::vector<std::string> Differences(const std::string& noun, const Shape& spark, const Shape& ours,
                                     LeftOut& left_out) {
  std::vector<std::string> lines;
  for (const auto& [path, types] : spark) {
    const auto found = ours.find(path);
    const bool is_left_out = left_out.Has(noun, path);
    if (is_left_out && found != ours.end()) lines.push_back(StrCat(noun, " ", path, ": is there and left out"));
    if (is_left_out) continue;
    if (found == ours.end()) {
      lines.push_back(StrCat(noun, " ", path, ": is missing"));
    } else if (!std::includes(types.begin(), types.end(), found->second.begin(), found->second.end())) {
      lines.push_back(StrCat(noun, " ", path, ": is ", *found->second.begin(), ", Spark's is ", *types.begin()));
    }
  }
  return lines;
}

TEST_F(SparkShapeTest, KeysAndTypesAreSparks) {
  LeftOut left_out;
  for (const Question& question : Questions()) {
    const PageAnswer answer = Get(question.path);
    ASSERT_EQ(answer.status, 200) << question.path << ": " << answer.body;
    const Shape spark = ShapeOf(Recorded(question.recorded)), ours = ShapeOf(Json::parse(answer.body));
    EXPECT_THAT(Differences(question.noun, spark, ours, left_out), IsEmpty()) << question.recorded;
  }
  EXPECT_THAT(left_out.Unused(), IsEmpty()) << "Spark has no such key";
}

TEST_F(SparkShapeTest, TheListOfApplicationsIsOfThisOne) {
  const PageAnswer answer = Answer(app_.view, {"/api/v1/applications", {}});
  EXPECT_EQ(ShapeOf(Json::parse(answer.body)).at(".attempts[].startTime"),
            ShapeOf(Recorded("applications")).at(".attempts[].startTime"));
  EXPECT_EQ(Json::parse(answer.body).at(0).at("attempts").at(0).at("startTime"), "2026-11-30T00:53:20.000GMT");
}

std::string WithoutNumbers(std::string text) {
  std::erase_if(text, [](char c) { return c >= '0' && c <= '9'; });
  return text;
}

TEST_F(SparkShapeTest, ErrorsHaveSparksStatusAndText) {
  const std::map<std::string, std::string> questions = {
      {"unknown_job", "/jobs/9999"},
      {"unknown_stage", "/stages/9999"},
      {"unknown_attempt", "/stages/20/7"},
      {"unknown_rdd", "/storage/rdd/9999"},
      {"unknown_batch", "/streaming/batches/1"},
      {"unknown_operation", StrCat("/streaming/batches/", SeenApplication::Millis(2), "/operations/77")},
      {"unknown_receiver", "/streaming/receivers/77"}};
  const Json errors = Json::parse(Read(kFolder / "recorded" / "errors.json"));
  for (const auto& [name, path] : questions) {
    const PageAnswer answer = Get(path);
    EXPECT_EQ(answer.status, errors.at(name).at("status")) << name;
    EXPECT_EQ(answer.content_type, errors.at(name).at("type")) << name;
    EXPECT_EQ(WithoutNumbers(answer.body), WithoutNumbers(errors.at(name).at("body"))) << name;
  }
}

TEST_F(SparkShapeTest, AnApplicationWithoutStreamsSaysSo) {
  const Json spark = Json::parse(Read(kFolder / "recorded" / "errors.json")).at("no_streams");
  const History empty;
  const ApplicationView view{.id = "app-1",
                             .name = "recorded",
                             .user = "",
                             .started = {},
                             .now = {},
                             .history = empty,
                             .status = {},
                             .settings = {}};
  const PageAnswer answer = Answer(view, {"/api/v1/applications/app-1/streaming/statistics", {}});
  EXPECT_EQ(answer.status, spark.at("status"));
  EXPECT_EQ(answer.body, spark.at("body"));
}

TEST_F(SparkShapeTest, WhatIsNoNumberOrNoPathIsNotFound) {
  const Json errors = Json::parse(Read(kFolder / "recorded" / "errors.json"));
  EXPECT_EQ(Get("/jobs/x").status, errors.at("no_number_of_job").at("status"));
  EXPECT_EQ(Get("/stages/x").status, errors.at("no_number_of_stage").at("status"));
  EXPECT_EQ(Get("/streaming/batches/x").status, errors.at("no_number_of_batch").at("status"));
  EXPECT_EQ(Get("/nothing").status, errors.at("unknown_path").at("status"));
}

TEST_F(SparkShapeTest, AnotherApplicationIsUnknown) {
  const PageAnswer answer = Answer(app_.view, {"/api/v1/applications/app-1/jobs", {}});
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.body, "unknown app: app-1");
  EXPECT_EQ(answer.content_type, "text/plain");
}

TEST_F(SparkShapeTest, ListsAreAskedByStatus) {
  auto ask = [&](const std::string& what, const std::string& status) {
    const PageAnswer answer =
        Answer(app_.view, {StrCat("/api/v1/applications/", app_.view.id, what), {{"status", status}}});
    return answer.status == 200 ? static_cast<int>(Json::parse(answer.body).size()) : -answer.status;
  };
  EXPECT_EQ(ask("/jobs", "running"), 1);
  EXPECT_EQ(ask("/jobs", "FAILED"), 1);
  EXPECT_EQ(ask("/stages", "complete"), 2);
  EXPECT_EQ(ask("/stages", "pending"), 1);
  EXPECT_EQ(ask("/streaming/batches", "queued"), 1);
  const Json errors = Json::parse(Read(kFolder / "recorded" / "errors.json"));
  EXPECT_EQ(ask("/jobs", "bad"), -errors.at("bad_status_of_job").at("status").get<int>());
  EXPECT_EQ(ask("/stages", "bad"), -errors.at("bad_status_of_stage").at("status").get<int>());
}

}  // namespace
}  // namespace sluice
