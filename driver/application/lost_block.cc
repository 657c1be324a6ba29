#include "driver/application/lost_block.h"

#include "common/observe/logging.h"

namespace sluice {

void LogLostBlock(const BlockId& id, const BlockState& block) {
  LogWarning("blocks", "block ", ToString(id),
             " is lost, nobody alive holds it and it is in no log: records=", block.info.records,
             " batch=", block.batch.value_or(BatchKey()).time,
             " ms; what is computed of that batch from now on is without them");
}

}  // namespace sluice
