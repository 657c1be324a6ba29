#include "common/base/block_id.h"

#include "common/base/str_cat.h"

namespace sluice {

std::string ToString(const BlockId& id) {
  switch (id.kind) {
    case BlockId::Kind::kInput: return StrCat("input-", id.stream(), "-", id.epoch(), "-", id.number);
    case BlockId::Kind::kShuffle: return StrCat("shuffle-", id.shuffle(), "-", id.group, "-", id.number);
    case BlockId::Kind::kRdd: return StrCat("rdd-", RddId(id.owner), "-", id.group);
  }
  return "block-of-unknown-kind";
}

}  // namespace sluice
