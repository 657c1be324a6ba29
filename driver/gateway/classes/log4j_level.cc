#include "driver/gateway/classes/log4j_level.h"

#include <array>
#include <functional>

#include "absl/strings/match.h"
#include "common/base/str_cat.h"
#include "driver/gateway/class.h"

namespace sluice::gateway {
namespace {

struct Word {
  const char* word;
  LogLevel level;
};
constexpr std::array kWords = {Word{"ALL", LogLevel::kDebug},    Word{"TRACE", LogLevel::kDebug},
                               Word{"DEBUG", LogLevel::kDebug},  Word{"INFO", LogLevel::kInfo},
                               Word{"WARN", LogLevel::kWarning}, Word{"ERROR", LogLevel::kError},
                               Word{"FATAL", LogLevel::kError},  Word{"OFF", LogLevel::kOff}};

std::function<Value()> FieldOf(const char* word) {
  return [word]() -> Value { return ObjectPtr(Log4jLevel::Named(word)); };
}

// As log4j takes a word that it does not know.
std::shared_ptr<Log4jLevel> ToLevel(const std::string& word) {
  const std::shared_ptr<Log4jLevel> level = Log4jLevel::Named(word);
  return level != nullptr ? level : Log4jLevel::Named("DEBUG");
}

}  // namespace

const Class& Log4jLevel::Describe() {
  static const Class type = Class("org.apache.log4j.Level")
                                .Field("ALL", FieldOf("ALL"))
                                .Field("TRACE", FieldOf("TRACE"))
                                .Field("DEBUG", FieldOf("DEBUG"))
                                .Field("INFO", FieldOf("INFO"))
                                .Field("WARN", FieldOf("WARN"))
                                .Field("ERROR", FieldOf("ERROR"))
                                .Field("FATAL", FieldOf("FATAL"))
                                .Field("OFF", FieldOf("OFF"))
                                .Static("toLevel", [](std::string word) { return ToLevel(word); });
  return type;
}

std::shared_ptr<Log4jLevel> Log4jLevel::Named(std::string_view word) {
  for (const Word& each : kWords) {
    if (absl::EqualsIgnoreCase(ToAbsl(word), each.word)) return std::make_shared<Log4jLevel>(each.word, each.level);
  }
  return nullptr;
}

std::shared_ptr<Log4jLevel> Log4jLevel::Of(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug: return Named("DEBUG");
    case LogLevel::kInfo: return Named("INFO");
    case LogLevel::kWarning: return Named("WARN");
    case LogLevel::kError: return Named("ERROR");
    case LogLevel::kOff: break;
  }
  return Named("OFF");
}

bool Log4jLevel::Equals(const Object& other) const {
  const auto* const level = dynamic_cast<const Log4jLevel*>(&other);
  return level != nullptr && level->word_ == word_;
}

}  // namespace sluice::gateway
