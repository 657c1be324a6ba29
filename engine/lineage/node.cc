#include "engine/lineage/node.h"

#include <utility>

#include "engine/lineage/let_go.h"
#include "engine/lineage/rdd_cell.h"

namespace sluice {

ShuffleDependency::~ShuffleDependency() {
  if (on_unused) on_unused(id);
  LetGo(std::move(parent));
}

RddNode::~RddNode() {
  for (NarrowDependency& input : narrow) LetGo(std::move(input.parent));
  LetGo(std::move(shuffle));
  LetGo(std::move(cell));
}

}  // namespace sluice
