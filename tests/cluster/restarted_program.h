#ifndef SLUICE_TESTS_CLUSTER_RESTARTED_PROGRAM_H_
#define SLUICE_TESTS_CLUSTER_RESTARTED_PROGRAM_H_

#include <sluice/streaming.h>

#include <cstdlib>
#include <string>

namespace sluice {

// Runs the program PORT FOLDER: what `create` makes of these, gone on with where a former life of it was that had this
// checkpoint directory, until it is stopped. Returns its exit code.
inline int RunRestarted(int argc, char** argv,
                        StreamingContext (*create)(Application& app, int port, const std::string& folder)) {
  return runApplication(argc, argv, [argv, create](Application& app) {
    const int port = std::atoi(argv[1]);
    const std::string folder = argv[2];
    StreamingContext ssc =
        StreamingContext::getOrCreate(app, folder, [&](Application& app) { return create(app, port, folder); });
    ssc.start();
    ssc.awaitTermination();
  });
}

}  // namespace sluice

#endif  // SLUICE_TESTS_CLUSTER_RESTARTED_PROGRAM_H_
