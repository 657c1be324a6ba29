#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_LOG4J_LOGGER_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_LOG4J_LOGGER_H_

#include <memory>
#include <string>
#include <string_view>

#include "driver/gateway/classes/log4j_level.h"
#include "driver/gateway/object.h"

namespace sluice::gateway {

// A logger of log4j: what a program writes with it is in our log, under the logger's name. The level of the root, and
// of what Spark's own loggers are below ("org.apache.spark"), is that of our log; another logger's is its own alone.
class Log4jLogger : public ObjectOf<Log4jLogger> {
 public:
  static constexpr std::string_view kName = "Logger";
  static const Class& Describe();
  // "": the root.
  explicit Log4jLogger(std::string name) : name_(std::move(name)) {}

 private:
  // Null: the one above it decides, as in log4j.
  std::shared_ptr<Log4jLevel> level() const;
  std::shared_ptr<Log4jLevel> EffectiveLevel() const;
  void SetLevel(const std::shared_ptr<Log4jLevel>& level) const;
  bool Writes(LogLevel level) const { return EffectiveLevel()->level() <= level; }
  void Write(LogLevel level, const std::string& message) const;

  const std::string name_;
};

// org.apache.log4j.LogManager.
const Class& LogManagerClass();

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_LOG4J_LOGGER_H_
