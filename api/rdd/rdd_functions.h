#ifndef SLUICE_API_RDD_RDD_FUNCTIONS_H_
#define SLUICE_API_RDD_RDD_FUNCTIONS_H_

#include "api/rdd/rdd_handle.h"

namespace sluice {

template <class Row>
class RDD;

}  // namespace sluice

namespace sluice::internal {

// What the groups of functions that make up RDD<Row> have in common. Each group is a base of RDD<Row>, reads its handle
// and calls the other groups through it.
template <class Functions, class Row>
class RDDFunctions {
 protected:
  const RDD<Row>& self() const { return static_cast<const RDD<Row>&>(static_cast<const Functions&>(*this)); }
  const RddHandle& handle() const { return self().handle(); }
};

}  // namespace sluice::internal

#endif  // SLUICE_API_RDD_RDD_FUNCTIONS_H_
