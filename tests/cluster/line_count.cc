// Counts lines by their text, and says after each batch how many different ones there were and how many of them came
// more than once. The task of a line "wait PATH ..." ends when there is a file PATH. The program ends when it is
// stopped.
#include <sluice/streaming.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <thread>

namespace {

using namespace sluice;

void WaitForFile(const std::string& path) {
  for (int i = 0; i < 3000 && !std::filesystem::exists(path); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));  // A poll.
  }
}

std::string_view Count(std::string_view line) {
  if (line.substr(0, 5) == "wait ") WaitForFile(std::string(line.substr(5, line.find(' ', 5) - 5)));
  return line;
}

}  // namespace

int main(int argc, char** argv) {
  return runApplication(argc, argv, [argv](Application& app) {
    StreamingContext ssc(app, Milliseconds(200));
    std::map<std::string, int> times;
    ssc.socketTextStream("127.0.0.1", std::atoi(argv[1]))
        .map([](std::string_view line) { return Count(line); })
        .foreachRDD([&times](const RDD<std::string_view>& rdd) {
          int doubled = 0;
          for (std::string_view line : rdd.collect()) ++times[std::string(line)];
          for (const auto& [line, count] : times) doubled += count > 1;
          std::printf("lines %zu doubled %d\n", times.size(), doubled);
          std::fflush(stdout);
        });
    ssc.start();
    ssc.awaitTermination();
  });
}
