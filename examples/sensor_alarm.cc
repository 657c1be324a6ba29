// Raises an alarm when a sensor has been too hot three times in a row, and again when it has cooled down. Each sensor
// has a state of its own; only sensors that have sent something are looked at.
#include <cstdio>
#include <optional>
#include <string>
#include <utility>

#include "examples/example.h"

namespace {

using namespace sluice;
using Reading = std::pair<std::string, double>;  // Sensor, degrees.

constexpr double kTooHot = 90;
constexpr int kTimes = 3;

// Sensor 7 of ten is hot for five readings, then cool for five.
Reading MakeReading(int64_t i) {
  const int64_t sensor = i % 10, round = i / 10;
  return {"sensor-" + std::to_string(sensor), sensor == 7 && round % 10 < 5 ? 95.5 : 60.0};
}

struct Heat {
  int hot_readings_in_a_row = 0;
};

std::optional<std::string> Judge(const std::string& sensor, double degrees, State<Heat>& state) {
  const int before = state.getOption().value_or(Heat()).hot_readings_in_a_row;
  const int now = degrees > kTooHot ? before + 1 : 0;
  state.update({now});
  if (now == kTimes) return "ALARM " + sensor + " has " + std::to_string(degrees) + " degrees";
  if (now == 0 && before >= kTimes) return "all clear for " + sensor;
  return std::nullopt;
}

void Watch(Application& app, const examples::SourceFlags& source, const std::string& checkpoint) {
  const std::string folder = checkpoint.empty() ? app.scratchFolder() : checkpoint;
  StreamingContext ssc(app, source.interval());
  ssc.checkpoint(folder);
  auto judge = [](const std::string& sensor, std::optional<double> degrees, State<Heat>& state) {
    return degrees.has_value() ? Judge(sensor, *degrees, state) : std::nullopt;
  };
  ssc.rateStream(source.rate, [](int64_t i) { return MakeReading(i); })
      .mapWithState(StateSpec::function(judge))
      .foreachRDD([](const RDD<std::string>& alarms) {
        for (const std::string& alarm : alarms.collect()) std::printf("%s\n", alarm.c_str());
        std::fflush(stdout);
      });
  examples::RunUntilTheSourceEnds(ssc);
}

}  // namespace

int main(int argc, char** argv) {
  examples::Flags flags("Watches made-up sensors.");
  examples::SourceFlags source(flags);
  std::string checkpoint;
  flags.Text("--checkpoint", checkpoint, "folder for the states, which every machine reaches [a temporary one]");
  if (std::optional<int> over = flags.Parse(argc, argv)) return *over;
  return sluice::runApplication(argc, argv, [&](sluice::Application& app) { Watch(app, source, checkpoint); });
}
