#ifndef SLUICE_ENGINE_SOURCE_FAKE_RDD_H_
#define SLUICE_ENGINE_SOURCE_FAKE_RDD_H_

#include <memory>
#include <string>
#include <vector>

#include "common/codec/codec.h"
#include "engine/lineage/node.h"

namespace sluice {

// An RDD that cannot run, for tests of who plans it: it only says what its rows are.
inline Rdd FakeRdd(const std::vector<std::string>& rows) {
  auto rdd = std::make_shared<RddNode>();
  rdd->partitions = 1;
  rdd->op.arguments = Encode(rows);
  return rdd;
}

// None of a null RDD.
inline std::vector<std::string> RowsOfFake(const Rdd& rdd) {
  std::vector<std::string> rows;
  if (rdd != nullptr && !Decode(rdd->op.arguments, rows)) rows = {"this is no FakeRdd"};
  return rows;
}

}  // namespace sluice

#endif  // SLUICE_ENGINE_SOURCE_FAKE_RDD_H_
