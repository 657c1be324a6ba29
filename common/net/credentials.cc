#include "common/net/credentials.h"

namespace sluice {

std::shared_ptr<grpc::ChannelCredentials> NewChannelCredentials() { return grpc::InsecureChannelCredentials(); }

std::shared_ptr<grpc::ServerCredentials> NewServerCredentials() { return grpc::InsecureServerCredentials(); }

}  // namespace sluice
