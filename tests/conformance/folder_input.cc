#include "tests/conformance/folder_input.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace sluice {
namespace {

void SetModified(const std::string& path, int64_t millis) {
  int64_t seconds = millis / 1000 - (millis % 1000 < 0 ? 1 : 0);
  timespec time{.tv_sec = seconds, .tv_nsec = (millis - seconds * 1000) * 1'000'000};
  timespec times[] = {time, time};
  if (utimensat(AT_FDCWD, path.c_str(), times, 0) != 0) throw std::runtime_error("cannot set the time of " + path);
}

}  // namespace

FolderInput::FolderInput(const nlohmann::json& input, Duration interval, std::string folder)
    : input_(input), interval_(interval), folder_(std::move(folder)) {
  std::filesystem::create_directories(folder_);
  std::filesystem::create_directories(folder_ + ".new");
}

DStream<Value> FolderInput::AddTo(StreamingContext& ssc) {
  return ssc.textFileStream(folder_).map([](std::string_view line) { return Value(std::string(line)); });
}

void FolderInput::BeforeStart() {
  if (input_.contains("before_start")) MoveIn(input_.at("before_start"), -60'000);
}

void FolderInput::Feed(int batch) {
  const nlohmann::json& batches = input_.at("batches");
  if (batch > static_cast<int>(batches.size())) return;
  MoveIn(batches.at(batch - 1), batch * interval_.milliseconds() - interval_.milliseconds() / 2);
}

void FolderInput::MoveIn(const nlohmann::json& files, int64_t modified_millis) const {
  for (const nlohmann::json& file : files) {
    std::string name = file.at("name"), aside = folder_ + ".new/" + name;
    std::ofstream(aside, std::ios::binary) << file.at("text").get<std::string>();
    SetModified(aside, modified_millis);
    std::filesystem::rename(aside, folder_ + "/" + name);
  }
}

}  // namespace sluice
