#ifndef SLUICE_API_RDD_FUNCTIONS_OF_H_
#define SLUICE_API_RDD_FUNCTIONS_OF_H_

#include "api/rdd/rdd_handle.h"

namespace sluice {

template <class Row>
class RDD;
template <class Row>
class DStream;

}  // namespace sluice

namespace sluice::internal {

// What the groups of functions have in common that make up `Whole`, an RDD or a DStream. Each group is a base of it,
// and calls it and the other groups through it.
template <class Functions, class Whole>
class FunctionsOf {
 protected:
  const Whole& self() const { return static_cast<const Whole&>(static_cast<const Functions&>(*this)); }
  // REQUIRES: `Whole` is an RDD.
  const RddHandle& handle() const { return self().handle(); }
};

template <class Functions, class Row>
using RDDFunctions = FunctionsOf<Functions, RDD<Row>>;
template <class Functions, class Row>
using DStreamFunctions = FunctionsOf<Functions, DStream<Row>>;

}  // namespace sluice::internal

#endif  // SLUICE_API_RDD_FUNCTIONS_OF_H_
