#include "engine/python/pickled_numbers.h"

#include <cmath>
#include <cstdint>
#include <cstring>

#include "common/base/status.h"
#include "common/base/str_cat.h"

namespace sluice {
namespace {

// Those of pickle's operations that a list of numbers needs.
enum Operation : unsigned char {
  kMark = '(',
  kStop = '.',
  kFloat = 'G',
  kInt4 = 'J',
  kInt1 = 'K',
  kInt2 = 'M',
  kAppend = 'a',
  kAppends = 'e',
  kEmptyList = ']',
  kPut1 = 'q',
  kPut4 = 'r',
  kProtocol = 0x80,
  kTrue = 0x88,
  kFalse = 0x89,
  kLong1 = 0x8A,
  kMemoize = 0x94,
  kFrame = 0x95,
};

class Unpickler {
 public:
  explicit Unpickler(std::string_view pickle) : rest_(pickle) {}

  absl::StatusOr<std::vector<double>> Read() {
    for (std::string_view operation; Take(1, operation);) {
      const auto code = static_cast<unsigned char>(operation[0]);
      if (code == kStop) return std::move(numbers_);
      if (!Do(code)) return absl::InvalidArgumentError(StrCat("a row is no number: operation=", int{code}));
    }
    return absl::InvalidArgumentError("a pickle ends too early");
  }

 private:
  bool Take(size_t bytes, std::string_view& taken) {
    if (rest_.size() < bytes) return false;
    taken = rest_.substr(0, bytes);
    rest_.remove_prefix(bytes);
    return true;
  }
  bool Skip(size_t bytes) {
    std::string_view skipped;
    return Take(bytes, skipped);
  }
  bool Add(double number) {
    numbers_.push_back(number);
    return true;
  }
  // Little-endian; T says whether it has a sign.
  template <class T>
  bool AddFixed() {
    std::string_view bytes;
    T number = 0;
    if (!Take(sizeof(T), bytes)) return false;
    std::memcpy(&number, bytes.data(), sizeof(T));
    return Add(static_cast<double>(number));
  }
  bool AddFloat() {
    std::string_view bytes;
    if (!Take(sizeof(double), bytes)) return false;
    const int64_t bits = BigEndianAt<int64_t>(bytes.data());
    double number = 0;
    std::memcpy(&number, &bits, sizeof(number));
    return Add(number);
  }
  // Two's complement of any length, the lowest byte first.
  bool AddLong() {
    std::string_view length, bytes;
    if (!Take(1, length) || !Take(static_cast<unsigned char>(length[0]), bytes)) return false;
    double number = 0;
    for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte) {
      number = number * 256 + static_cast<unsigned char>(*byte);
    }
    const bool is_negative = !bytes.empty() && (bytes.back() & 0x80) != 0;
    return Add(is_negative ? number - std::ldexp(1.0, static_cast<int>(8 * bytes.size())) : number);
  }
  bool Do(unsigned char code) {
    switch (code) {
      case kProtocol:
      case kPut1: return Skip(1);
      case kPut4: return Skip(sizeof(int32_t));
      case kFrame: return Skip(sizeof(int64_t));
      case kEmptyList:
      case kMark:
      case kAppend:
      case kAppends:
      case kMemoize: return true;  // All numbers are of the one list.
      case kInt1: return AddFixed<uint8_t>();
      case kInt2: return AddFixed<uint16_t>();
      case kInt4: return AddFixed<int32_t>();
      case kTrue: return Add(1);
      case kFalse: return Add(0);
      case kFloat: return AddFloat();
      case kLong1: return AddLong();
      default: return false;
    }
  }

  std::string_view rest_;
  std::vector<double> numbers_;
};

}  // namespace

absl::StatusOr<std::vector<double>> UnpickleNumbers(std::string_view pickle) { return Unpickler(pickle).Read(); }

absl::Status UnpickledNumbersOp::Run(TaskContext& context, int partition, Sink<double>& out) const {
  absl::Status status;
  SLUICE_RETURN_IF_ERROR(Consume(input_, context, partition, [&](absl::Span<FrameRow> rows) {
    for (const FrameRow& row : rows) {
      absl::StatusOr<std::vector<double>> numbers = UnpickleNumbers(row);
      status = numbers.status();
      if (!status.ok() || (!numbers->empty() && !out.Push(absl::MakeSpan(*numbers)))) return false;
    }
    return true;
  }));
  return status;
}

}  // namespace sluice
