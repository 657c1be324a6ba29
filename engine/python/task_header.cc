#include "engine/python/task_header.h"

#include <utility>

#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "engine/python/big_endian.h"

namespace sluice {
namespace {

constexpr int32_t kHeaderFollows = -8;

std::string JsonText(std::string_view text) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string json = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') json += '\\';
    if (static_cast<unsigned char>(c) >= 0x20) {
      json += c;
    } else {
      json += StrCat("\\u00", std::string(1, kDigits[c >> 4]), std::string(1, kDigits[c & 15]));
    }
  }
  return json + "\"";
}

std::string ContextJson(const TaskFacts& facts) {
  std::string properties;
  for (const auto& [key, value] : facts.local_properties) {
    properties += StrCat(properties.empty() ? "" : ",", JsonText(key), ":", JsonText(value));
  }
  return StrCat(R"({"isBarrier":false,"connInfo":-1,"secret":"","stageId":)", facts.stage, R"(,"partitionId":)",
                facts.task_partition, R"(,"attemptNumber":)", facts.attempt, R"(,"taskAttemptId":)", facts.attempt_id,
                R"(,"cpus":1,"cpuAmount":"1","resources":{},"localProperties":{)", properties, "}}");
}

// Those that are new to the worker, by their files, then those that it can forget.
absl::Status PutBroadcasts(const PythonFunction& function, std::set<int64_t>& known, Writer& out) {
  std::set<int64_t> used;
  Writer news;
  int32_t count = 0;
  for (const PythonBroadcast& broadcast : function.broadcasts) {
    if (!used.insert(broadcast.id()).second || known.count(broadcast.id()) != 0) continue;
    SLUICE_ASSIGN_OR_RETURN(const std::string file, broadcast.File());
    PutBigEndian<int64_t>(news, broadcast.id());
    PutFrame(news, file);
    ++count;
  }
  for (int64_t id : known) {
    if (used.count(id) != 0) continue;
    PutBigEndian<int64_t>(news, -id - 1);
    ++count;
  }
  known = std::move(used);
  PutBigEndian<int32_t>(out, count);
  out.PutBytes(news.view().data(), news.size());
  return absl::OkStatus();
}

}  // namespace

absl::Status PutTaskHeader(const PythonFunction& function, const TaskFacts& facts, std::set<int64_t>& known,
                           Writer& out) {
  Writer header;
  PutBigEndian<int32_t>(header, facts.function_partition);
  PutFrame(header, function.version);
  PutFrame(header, ContextJson(facts));
  PutFrame(header, facts.files_folder);
  PutBigEndian<int32_t>(header, static_cast<int32_t>(function.includes.size()));
  for (const std::string& include : function.includes) PutFrame(header, include);
  header.PutFixed<char>(0);  // No broadcast is encrypted.
  SLUICE_RETURN_IF_ERROR(PutBroadcasts(function, known, header));
  PutBigEndian<int32_t>(header, 0);  // A function of RDDs, neither of SQL
  PutBigEndian<int32_t>(header, 0);  // nor with settings of the runner
  PutBigEndian<int32_t>(header, 0);  // or of the function.
  PutFrame(header, function.command);
  PutBigEndian<int32_t>(out, kHeaderFollows);
  PutFrame(out, header.view());
  return absl::OkStatus();
}

}  // namespace sluice
