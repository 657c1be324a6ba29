#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_DASHBOARDS_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_DASHBOARDS_H_

namespace sluice::gateway {

class Class;

// sluice.Dashboards: what role/python/site/sluice_dashboards.py tells. Spark has no such class.
const Class& DashboardsClass();

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_DASHBOARDS_H_
