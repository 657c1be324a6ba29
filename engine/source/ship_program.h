#ifndef SLUICE_ENGINE_SOURCE_SHIP_PROGRAM_H_
#define SLUICE_ENGINE_SOURCE_SHIP_PROGRAM_H_

#include <cstdint>
#include <memory>
#include <string>
#include <tuple>
#include <utility>

#include "common/codec/codec.h"
#include "common/codec/module.h"
#include "engine/source/custom_receiver.h"
#include "engine/task/operator_ref.h"

namespace sluice {

// How a CustomReceiver that is shipped is to be run. Codable.
struct ReceiverSettings {
  int64_t restart_delay_millis = 2000;
  int64_t store_timeout_millis = 30'000;
};

std::unique_ptr<BlockReceiver> RunOnReceiver(std::unique_ptr<ReceiverProgram> program,
                                             const ReceiverSettings& settings);

// Makes a Program(arguments...) where it runs; a ReceiverFactory.
template <class Program, class... A>
absl::StatusOr<std::unique_ptr<BlockReceiver>> MakeProgram(const std::string& bytes) {
  ReceiverSettings settings;
  std::tuple<A...> arguments;
  if (!Decode(bytes, settings, arguments)) {
    return absl::InvalidArgumentError("the arguments of a receiver cannot be decoded");
  }
  auto make = [](const A&... given) { return std::make_unique<Program>(given...); };
  return RunOnReceiver(std::apply(make, arguments), settings);
}

// A receiver that runs a Program(arguments...), to be shipped to an executor. `name` is shown to users.
template <class Program, class... A>
OperatorRef ShipProgram(std::string name, const ReceiverSettings& settings, const A&... arguments) {
  return {.factory = FunctionNumber<&MakeProgram<Program, A...>>(),
          .arguments = Encode(settings, std::tuple<A...>(arguments...)),
          .name = std::move(name)};
}

}  // namespace sluice

#endif  // SLUICE_ENGINE_SOURCE_SHIP_PROGRAM_H_
