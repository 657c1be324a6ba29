#ifndef SLUICE_ROLE_STATUS_MESSAGE_H_
#define SLUICE_ROLE_STATUS_MESSAGE_H_

#include "driver/application/application_status.h"
#include "proto/application.pb.h"

namespace sluice {

// The status of an application driver as its daemon wants to hear it.
v1::ApplicationStatus ToMessage(const ApplicationStatus& status);

}  // namespace sluice

#endif  // SLUICE_ROLE_STATUS_MESSAGE_H_
