#ifndef SLUICE_API_RDD_OUTPUT_FORMAT_H_
#define SLUICE_API_RDD_OUTPUT_FORMAT_H_

#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "engine/rows/files/text_file.h"

namespace sluice {

// How pairs are written to files: a class whose static write(key, value, text) adds one to the text of its part.
template <class Format, class K, class V>
concept OutputFormat = requires(const K& key, const V& value, std::string& text) { Format::write(key, value, text); };

// A line for each pair: key, tab, value. A key or value that is null, nullopt or std::monostate is left out, and so is
// the tab; with both there is no line.
struct TextOutputFormat {
  template <class K, class V>
  static void write(const K& key, const V& value, std::string& text) {
    const bool has_key = Append(key, text);
    if (has_key && IsThere(value)) text += '\t';
    if (Append(value, text) || has_key) text += '\n';
  }

 private:
  template <class T>
  static bool IsThere(const T& value) {
    if constexpr (std::same_as<T, std::monostate>) return false;
    if constexpr (requires { value.has_value(); }) return value.has_value();
    return !IsNull(value);
  }
  template <class T>
  static bool Append(const T& value, std::string& text) {
    if (!IsThere(value)) return false;
    if constexpr (requires { value.has_value(); }) {
      AppendText(*value, text);
    } else if constexpr (!std::same_as<T, std::monostate>) {
      AppendText(value, text);
    }
    return true;
  }
};

}  // namespace sluice

namespace sluice::internal {

// For TextFileTerminal: the parts of Hadoop's old API.
template <class K, class V, class Format>
struct FormattedPairs {
  static constexpr std::string_view kPartName = "part-";
  static absl::Status Append(const std::pair<K, V>& pair, std::string& text) {
    Format::write(pair.first, pair.second, text);
    return absl::OkStatus();
  }
};
// And of its new one.
template <class K, class V, class Format>
struct NewFormattedPairs : FormattedPairs<K, V, Format> {
  static constexpr std::string_view kPartName = "part-r-";
};

}  // namespace sluice::internal

#endif  // SLUICE_API_RDD_OUTPUT_FORMAT_H_
