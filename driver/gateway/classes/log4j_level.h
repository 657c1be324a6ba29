#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_LOG4J_LEVEL_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_LOG4J_LEVEL_H_

#include <memory>
#include <string>
#include <string_view>

#include "common/observe/logging.h"
#include "driver/gateway/object.h"

namespace sluice::gateway {

// A level of log4j, the logging of Spark, by its word: ALL, TRACE, DEBUG, INFO, WARN, ERROR, FATAL, OFF.
class Log4jLevel : public ObjectOf<Log4jLevel> {
 public:
  static constexpr std::string_view kName = "Level";
  static const Class& Describe();
  // The level of that word, in capitals or not; null: there is none.
  static std::shared_ptr<Log4jLevel> Named(std::string_view word);
  static std::shared_ptr<Log4jLevel> Of(LogLevel level);

  Log4jLevel(std::string word, LogLevel level) : word_(std::move(word)), level_(level) {}
  std::string ToString() const override { return word_; }
  bool Equals(const Object& other) const override;
  // Ours that comes nearest.
  LogLevel level() const { return level_; }

 private:
  const std::string word_;
  const LogLevel level_;
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_LOG4J_LEVEL_H_
