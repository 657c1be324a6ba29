#include "tests/conformance/case_run.h"

#include <filesystem>
#include <fstream>
#include <utility>

namespace sluice {

CaseRun::CaseRun(Application& app, const nlohmann::json& test, std::string folder)
    : app_(app), test_(test), folder_(std::move(folder)), interval_(test.at("batch_interval_ms").get<int64_t>()) {
  std::filesystem::create_directories(folder_);
  for (const auto& [name, input] : test.at("inputs").items()) {
    inputs_[name] = MakeInput(input, interval_, folder_ + "/" + name);
  }
  if (test_.contains("print")) capture_.emplace(folder_ + "/stdout");
}

CaseRun::~CaseRun() {
  if (ssc_.has_value()) ssc_->stop(/*stopApplication=*/false);
}

StreamingContext CaseRun::MakeProgram() {
  ssc_.emplace(app_, interval_);
  if (test_.value("checkpoint", false)) ssc_->checkpoint(CheckpointFolder());
  if (test_.contains("remember_ms")) ssc_->remember(Milliseconds(test_.at("remember_ms").get<int64_t>()));
  streams_.clear();
  for (const auto& [name, input] : inputs_) streams_.insert_or_assign(name, input->AddTo(*ssc_));
  BuildGraph(*ssc_, test_.at("graph"), streams_);
  for (const std::string id : test_.at("outputs")) Record(id);
  if (test_.contains("print")) {
    const nlohmann::json& print = test_.at("print");
    streams_.at(print.at("of")).print(print.value("num", 10));
  }
  if (test_.contains("save_text")) {
    const nlohmann::json& save = test_.at("save_text");
    streams_.at(save.at("of")).saveAsTextFiles(SavePrefix(), save.value("suffix", ""));
  }
  return *ssc_;
}

void CaseRun::Record(const std::string& id) {
  nlohmann::json& batches = result_["outputs"][id];
  if (batches.is_null()) batches = nlohmann::json(test_.at("run_batches").get<size_t>(), nullptr);
  streams_.at(id).foreachRDD([this, &batches](const RDD<Value>& rdd, Time time) {
    batches.at(time.milliseconds() / interval_.milliseconds() - 1) = JsonOf(rdd.collect());
  });
}

nlohmann::json CaseRun::Run() {
  MakeProgram();
  for (auto& [name, input] : inputs_) input->BeforeStart();
  int done = 0;
  for (int last : test_.value("restart_after", std::vector<int>())) {
    RunBatches(done + 1, last);
    Restart();
    done = last;
  }
  RunBatches(done + 1, test_.at("run_batches"));
  if (test_.contains("slices")) result_["slices"] = Slices();
  if (test_.contains("save_text")) result_["files"] = SavedFiles();
  return result_;
}

void CaseRun::RunBatches(int first, int last) {
  ssc_->start();
  for (int batch = first; batch <= last; ++batch) {
    for (auto& [name, input] : inputs_) input->Feed(batch);
    ssc_->advance(interval_);
    if (capture_.has_value()) result_["printed"].push_back(capture_->Take());
    ssc_->awaitTerminationOrTimeout(0);  // Throws when an output has failed.
  }
}

void CaseRun::Restart() {
  ssc_->stop(/*stopApplication=*/false);
  ssc_ = StreamingContext::getOrCreate(app_, CheckpointFolder(), [this](Application&) { return MakeProgram(); });
}

nlohmann::json CaseRun::Slices() {
  nlohmann::json slices = nlohmann::json::array();
  auto time_of = [this](const nlohmann::json& batch) { return Time(batch.get<int64_t>() * interval_.milliseconds()); };
  for (const nlohmann::json& slice : test_.at("slices")) {
    nlohmann::json batches = nlohmann::json::array();
    Rows stream = streams_.at(slice.at("of"));
    for (const RDD<Value>& rdd : stream.slice(time_of(slice.at("from_batch")), time_of(slice.at("to_batch")))) {
      batches.push_back(JsonOf(rdd.collect()));
    }
    slices.push_back(std::move(batches));
  }
  return slices;
}

std::string CaseRun::SavePrefix() const {
  return folder_ + "/saved/" + test_.at("save_text").at("prefix").get<std::string>();
}

nlohmann::json CaseRun::SavedFiles() const {
  nlohmann::json files = nlohmann::json::object();
  for (const auto& folder : std::filesystem::directory_iterator(std::filesystem::path(SavePrefix()).parent_path())) {
    nlohmann::json lines = nlohmann::json::array();
    for (const auto& part : std::filesystem::directory_iterator(folder.path())) {
      if (!part.path().filename().string().starts_with("part-")) continue;
      std::ifstream in(part.path());
      for (std::string line; std::getline(in, line);) lines.push_back(line);
    }
    files[folder.path().filename().string()] = std::move(lines);
  }
  return files;
}

}  // namespace sluice
