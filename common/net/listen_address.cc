#include "common/net/listen_address.h"

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include "common/base/status.h"
#include "common/base/str_cat.h"

namespace sluice {
namespace {

using AddressList = std::unique_ptr<addrinfo, void (*)(addrinfo*)>;

absl::StatusOr<AddressList> LookUp(const Address& wanted) {
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  int error = getaddrinfo(wanted.host.c_str(), StrCat(wanted.port).c_str(), &hints, &found);
  if (error != 0) {
    return absl::InvalidArgumentError(StrCat("cannot listen on ", ToString(wanted), ": ", gai_strerror(error)));
  }
  AddressList list(found, freeaddrinfo);
  return list;
}

absl::Status ListenError(const Address& wanted, int error) {
  std::string message = StrCat("cannot listen on ", ToString(wanted), ": ", std::strerror(error));
  if (error == EADDRINUSE)
    return absl::AlreadyExistsError(StrCat(message, "; choose another port, or 0 for a free one"));
  if (error == EADDRNOTAVAIL) return absl::InvalidArgumentError(StrCat(message, "; it is not one of this machine"));
  if (error == EACCES) return absl::PermissionDeniedError(message);
  return absl::InternalError(message);
}

}  // namespace

absl::StatusOr<std::string> ResolveToListen(const Address& wanted) {
  SLUICE_ASSIGN_OR_RETURN(AddressList list, LookUp(wanted));
  char host[NI_MAXHOST];
  int error = getnameinfo(list->ai_addr, list->ai_addrlen, host, sizeof(host), nullptr, 0, NI_NUMERICHOST);
  if (error != 0) {
    return absl::InvalidArgumentError(StrCat("cannot listen on ", ToString(wanted), ": ", gai_strerror(error)));
  }
  return ToString(Address{host, wanted.port});
}

absl::Status ExplainListenFailure(const Address& wanted) {
  SLUICE_ASSIGN_OR_RETURN(AddressList list, LookUp(wanted));
  int fd = socket(list->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return ListenError(wanted, errno);
  int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  bool bound = bind(fd, list->ai_addr, list->ai_addrlen) == 0 && listen(fd, 1) == 0;
  int error = errno;
  close(fd);
  // Free again meanwhile: it was taken a moment ago.
  return ListenError(wanted, bound ? EADDRINUSE : error);
}

}  // namespace sluice
