#ifndef SLUICE_API_RDD_INPUT_PATHS_H_
#define SLUICE_API_RDD_INPUT_PATHS_H_

#include <concepts>
#include <functional>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace sluice {

// What an input reads, in this order; each path may be a glob. A text is parted at its commas, as in Spark, but not
// within {a,b}, a set in brackets or behind a backslash; of a list each is one path, whatever commas its name has.
// Throws Error: there is no path, or an empty one.
class InputPaths {
 public:
  template <class Text>
    requires std::convertible_to<Text, std::string>
  InputPaths(const Text& text) : InputPaths(Split(text)) {}
  InputPaths(std::initializer_list<std::string> paths) : InputPaths(std::vector<std::string>(paths)) {}
  InputPaths(std::vector<std::string> paths);

  // From the root, or URIs.
  const std::vector<std::string>& absolute() const { return absolute_; }

 private:
  static std::vector<std::string> Split(const std::string& text);

  std::vector<std::string> absolute_;
};

// Which files of a folder a stream takes; called on the driver with their absolute paths, or URIs without options.
using FileFilter = std::function<bool(const std::string& path)>;

}  // namespace sluice

#endif  // SLUICE_API_RDD_INPUT_PATHS_H_
