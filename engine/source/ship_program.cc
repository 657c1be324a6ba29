#include "engine/source/ship_program.h"

namespace sluice {

std::unique_ptr<BlockReceiver> RunOnReceiver(std::unique_ptr<ReceiverProgram> program,
                                             const ReceiverSettings& settings) {
  const CustomReceiverOptions options{.restart_delay = absl::Milliseconds(settings.restart_delay_millis),
                                      .store_timeout = absl::Milliseconds(settings.store_timeout_millis)};
  return std::make_unique<CustomReceiver>(std::move(program), options);
}

}  // namespace sluice
