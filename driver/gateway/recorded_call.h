#ifndef SLUICE_DRIVER_GATEWAY_RECORDED_CALL_H_
#define SLUICE_DRIVER_GATEWAY_RECORDED_CALL_H_

#include <cstdint>
#include <string>
#include <vector>

namespace sluice::gateway {

// A call that a later run of the program can repeat. All here is codable.

struct RecordedItem {
  enum class Kind : uint8_t {
    kPlain,
    kContext,
    kStream,
    kFunction,
    kTransformFunction,
    kDuration,
    kStorageLevel,
    kRdd
  };
  Kind kind = Kind::kPlain;
  // As Py4J has it; the number of a stream, in the order in which they were made; a pickled function; milliseconds; the
  // description of a level; the end of the path where the rows of an RDD are. In the run that it was recorded in: the
  // id of a function, the number of an RDD.
  std::string text;
};

struct RecordedArgument {
  enum class Shape : uint8_t { kOne, kList, kArray };
  Shape shape = Shape::kOne;
  std::vector<RecordedItem> items;
};

struct RecordedCall {
  enum class Form : uint8_t { kMethod, kStatic, kConstructor };
  Form form = Form::kMethod;
  std::string type;
  std::string method;                       // Empty for a constructor.
  std::vector<RecordedArgument> arguments;  // A method's object is the first.
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_RECORDED_CALL_H_
