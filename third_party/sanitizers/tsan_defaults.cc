// Debian's libraries are not instrumented: what they do among themselves looks like races and is left out, also where
// they call a function of a template that is in our programs too.

extern "C" const char* __tsan_default_options() {
  return "ignore_noninstrumented_modules=1:halt_on_error=1:second_deadlock_stack=1";
}

extern "C" const char* __tsan_default_suppressions() {
  return "called_from_lib:libgrpc.so\n"
         "called_from_lib:libgrpc++.so\n"
         "called_from_lib:libgpr.so\n"
         "called_from_lib:libcivetweb.so\n"
         "called_from_lib:libcivetweb-cpp.so\n"
         "called_from_lib:librocksdb.so\n"
         "called_from_lib:libarrow.so\n"
         "race:libgrpc.so\n"
         "race:libgrpc++.so\n"
         "race:librocksdb.so\n"
         "race:libarrow.so\n"
         "race:common/net/grpc_\n"  // What gRPC hands from one of its threads to the next, up to our mailboxes.
         "race:grpc::internal::*\n"
         "race_top:google::protobuf::*\n";
}
