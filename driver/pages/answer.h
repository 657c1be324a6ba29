#ifndef SLUICE_DRIVER_PAGES_ANSWER_H_
#define SLUICE_DRIVER_PAGES_ANSWER_H_

#include "driver/pages/application_view.h"
#include "driver/pages/page_question.h"

namespace sluice {

// Answers what somebody asks of an application over REST: paths below /api/v1/applications/ID as Spark does, those
// below /api/sluice/v1/applications/ID in our own words. What there is to ask is in docs/openapi.json. Pure. A question
// that cannot be answered gets a status of 4xx, with a reason for who reads it.
PageAnswer Answer(const ApplicationView& view, const PageQuestion& question);

}  // namespace sluice

#endif  // SLUICE_DRIVER_PAGES_ANSWER_H_
