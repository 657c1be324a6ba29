#ifndef SLUICE_COMMON_NET_CREDENTIALS_H_
#define SLUICE_COMMON_NET_CREDENTIALS_H_

#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>

#include <memory>

namespace sluice {

// How machines prove to each other who they are. Every channel and every server of Sluice takes its credentials from
// here and nowhere else. Today: not at all, plain text; the network has to be trusted.
std::shared_ptr<grpc::ChannelCredentials> NewChannelCredentials();
std::shared_ptr<grpc::ServerCredentials> NewServerCredentials();

}  // namespace sluice

#endif  // SLUICE_COMMON_NET_CREDENTIALS_H_
