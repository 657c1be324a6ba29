#ifndef SLUICE_ENGINE_LINEAGE_DEBUG_STRING_H_
#define SLUICE_ENGINE_LINEAGE_DEBUG_STRING_H_

#include <string>

#include "engine/lineage/node.h"

namespace sluice {

// An RDD and all that it is made of, one a line, as Spark shows it: "(2) name ShuffleRDDFunctions[4] at reduceByKey".
// Those of an earlier stage are indented.
std::string DebugString(const Rdd& rdd, const std::string& name);

}  // namespace sluice

#endif  // SLUICE_ENGINE_LINEAGE_DEBUG_STRING_H_
