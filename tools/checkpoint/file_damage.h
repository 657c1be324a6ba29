#ifndef SLUICE_TOOLS_CHECKPOINT_FILE_DAMAGE_H_
#define SLUICE_TOOLS_CHECKPOINT_FILE_DAMAGE_H_

#include <cstdint>
#include <optional>
#include <string>

#include "common/base/buffer.h"
#include "common/fs/files.h"

namespace sluice {

// What is wrong with a file, and from where on.
struct FileDamage {
  enum class Kind {
    kFlippedBit,  // One bit is not what was written.
    kCutOff,      // It ends before what it begins with says.
    kDamaged,     // Nobody can say more than that.
    kForeign,     // It is of another version of Sluice, or is something else.
    kUnreadable,  // Its filesystem does not give it.
    kTornTail,    // A record log ends in a commit that its writer did not live to finish: nothing is lost.
  };
  Kind kind = Kind::kDamaged;
  int64_t offset = 0;
  std::string text;
};
const char* ToString(FileDamage::Kind kind);

// None: the file is whole. `name`: of a state file, which says what it has to hold.
std::optional<FileDamage> CheckCheckpointFile(const Buffer& file);
std::optional<FileDamage> CheckStateFile(const Buffer& file, const std::string& name);
std::optional<FileDamage> CheckObjectFile(const Buffer& file);
std::optional<FileDamage> CheckRecordLog(Files& files, const std::string& path);

}  // namespace sluice

#endif  // SLUICE_TOOLS_CHECKPOINT_FILE_DAMAGE_H_
