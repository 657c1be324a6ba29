// A source of one's own: a receiver on an executor's machine that reads how busy that machine is.
#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "examples/example.h"

namespace {

using namespace sluice;

struct Load {
  std::string host;
  double load = 0;  // Processes that want a CPU.
};

// onStart does the work and stays until the receiver is stopped; what it throws restarts it after a while. Samples are
// stored in blocks, and a block that cannot be kept safe throws.
class LoadReceiver : public Receiver<Load> {
 public:
  LoadReceiver(int64_t rate, int64_t samples) : pause_ms_(1000 / rate), samples_(samples) {}

  void onStart() override {
    const std::string host = ReadWord("/proc/sys/kernel/hostname");
    std::vector<Load> block;
    while (!waitForStop(Milliseconds(pause_ms_)) && (samples_ == 0 || taken_ < samples_)) {
      block.push_back({host, std::stod(ReadWord("/proc/loadavg"))});
      ++taken_;
      if (block.size() < 10 && taken_ != samples_) continue;
      store(block);
      block.clear();
    }
    if (taken_ == samples_) stop("all samples are taken");
  }
  void onStop() override {}

 private:
  static std::string ReadWord(const std::string& path) {
    std::string word;
    if (!(std::ifstream(path) >> word)) throw std::runtime_error("cannot read " + path);
    return word;
  }
  const int64_t pause_ms_;
  const int64_t samples_;
  int64_t taken_ = 0;
};

void WatchLoad(Application& app, const examples::SourceFlags& source) {
  StreamingContext ssc(app, source.interval());
  int64_t samples = 0;
  ssc.receiverStream<LoadReceiver>(StorageLevel::MEMORY_AND_DISK_2, source.rate.rowsPerSecond, source.rate.rows)
      .map([](const Load& load) { return std::pair(load.host, std::pair(load.load, int64_t{1})); })
      .reduceByKey([](const std::pair<double, int64_t>& a, const std::pair<double, int64_t>& b) {
        return std::pair(a.first + b.first, a.second + b.second);
      })
      .foreachRDD([&samples](const auto& batch) {
        for (const auto& [host, sum] : batch.collect()) {
          samples += sum.second;
          std::printf("load %.2f on %s (%lld samples)\n", sum.first / static_cast<double>(sum.second), host.c_str(),
                      static_cast<long long>(samples));
        }
        std::fflush(stdout);
      });
  examples::RunUntilTheSourceEnds(ssc);
}

}  // namespace

int main(int argc, char** argv) {
  examples::Flags flags("Shows the load of the machine that its receiver runs on.");
  examples::SourceFlags source(flags);
  if (std::optional<int> over = flags.Parse(argc, argv)) return *over;
  return sluice::runApplication(argc, argv, [&](sluice::Application& app) { WatchLoad(app, source); });
}
