// RDDs of pairs with others of the same keys.
#include <string>
#include <vector>

#include "tests/operators/rdd_rows.h"

namespace sluice {
namespace {

using In = RddInputs;

RDD<Pair> OthersOfOtherKeys(const In& in) {
  return in.others.map([](const Pair& pair) { return Pair(pair.first + 1, pair.second); });
}

}  // namespace

std::vector<RddRow> JoinRows() {
  return {
      {"cogroup", [](const In& in) { return Text(in.pairs.cogroup(in.others)); },  //
       "2: {}", "2: {}", "2: { (1, ({ 7 }, { 5 })) }"},
      {"cogroup", [](const In& in) { return Text(in.pairs.cogroup(in.others, in.pairs)); },  //
       "2: {}", "2: {}", "2: { (1, ({ 7 }, { 5 }, { 7 })) }"},
      {"cogroup", [](const In& in) { return Text(in.pairs.cogroup(in.others, in.pairs, in.others, 4)); },  //
       "4: {}", "4: {}", "4: { (1, ({ 7 }, { 5 }, { 7 }, { 5 })) }"},
      {"groupWith", [](const In& in) { return Text(in.pairs.groupWith(in.others)); },  //
       "2: {}", "2: {}", "2: { (1, ({ 7 }, { 5 })) }"},
      {"join", [](const In& in) { return Text(in.pairs.join(in.others)); },  //
       "2: {}", "2: {}", "2: { (1, (7, 5)) }"},
      {"leftOuterJoin", [](const In& in) { return Text(in.pairs.leftOuterJoin(in.others)); },  //
       "2: {}", "2: {}", "2: { (1, (7, (5))) }"},
      {"rightOuterJoin", [](const In& in) { return Text(in.pairs.rightOuterJoin(in.others)); },  //
       "2: {}", "2: {}", "2: { (1, ((7), 5)) }"},
      {"fullOuterJoin", [](const In& in) { return Text(in.pairs.fullOuterJoin(in.others)); },  //
       "2: {}", "2: {}", "2: { (1, ((7), (5))) }"},
      {"subtractByKey", [](const In& in) { return Text(in.pairs.subtractByKey(OthersOfOtherKeys(in))); },  //
       "0: {}", "3: {}", "2: { (1, 7) }"},
      {"subtractByKey", [](const In& in) { return Text(in.pairs.subtractByKey(in.others, 4)); },  //
       "4: {}", "4: {}", "4: {}"},
  };
}

}  // namespace sluice
