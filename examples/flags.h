#ifndef SLUICE_EXAMPLES_FLAGS_H_
#define SLUICE_EXAMPLES_FLAGS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace examples {

// The flags of a program, over CLI11, which stays out of this header: it takes longer to compile than most programs.
class Flags {
 public:
  static constexpr int64_t kNumberMax = 1'000'000'000;

  explicit Flags(const std::string& description);
  ~Flags();

  // What is in the variable is the default, which the help shows if there is one. `name` with its dashes.
  void Text(const std::string& name, std::string& value, const std::string& help);
  void Number(const std::string& name, int& value, int64_t min, const std::string& help, int64_t max = kNumberMax);
  void Number(const std::string& name, int64_t& value, int64_t min, const std::string& help, int64_t max = kNumberMax);
  // Without its default in the help.
  void Number(const std::string& name, double& value, double min, const std::string& help, double max = kNumberMax);
  // Nobody may give both.
  void Exclude(const std::string& one, const std::string& other);

  // The exit code when the program is over: its help was asked for, or what the user gave makes no sense (2).
  std::optional<int> Parse(int argc, char** argv);

 private:
  struct App;
  const std::unique_ptr<App> app_;
};

}  // namespace examples

#endif  // SLUICE_EXAMPLES_FLAGS_H_
