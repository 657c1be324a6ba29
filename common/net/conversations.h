#ifndef SLUICE_COMMON_NET_CONVERSATIONS_H_
#define SLUICE_COMMON_NET_CONVERSATIONS_H_

// The name of every conversation, as gRPC spells methods. What is said in it is written in the proto of that service.
namespace sluice::conversations {

inline constexpr char kAttach[] = "/sluice.v1.Executor/Attach";           // An executor calls its application driver.
inline constexpr char kExchange[] = "/sluice.v1.Block/Exchange";          // An executor calls a peer.
inline constexpr char kJoin[] = "/sluice.v1.Membership/Join";             // A worker daemon calls the driver daemon.
inline constexpr char kHost[] = "/sluice.v1.Worker/Host";                 // An executor calls its worker daemon.
inline constexpr char kSupervise[] = "/sluice.v1.Application/Supervise";  // An application driver calls its daemon.

// Commands, and workers that fetch an executable, call the driver daemon.
inline constexpr char kSubmit[] = "/sluice.v1.Submit/Submit";
inline constexpr char kStatus[] = "/sluice.v1.Submit/Status";
inline constexpr char kKill[] = "/sluice.v1.Submit/Kill";
inline constexpr char kDrain[] = "/sluice.v1.Submit/Drain";
inline constexpr char kUndrain[] = "/sluice.v1.Submit/Undrain";
inline constexpr char kLogs[] = "/sluice.v1.Submit/Logs";
inline constexpr char kFetch[] = "/sluice.v1.Submit/Fetch";

}  // namespace sluice::conversations

#endif  // SLUICE_COMMON_NET_CONVERSATIONS_H_
