"""Protobuf messages as C++ libraries. Messages only: gRPC carries raw bytes here, so no stubs are generated."""

def sluice_proto(name, srcs, deps = [], visibility = None):
    """A cc_library of the messages in `srcs`, included by their path from the root: proto/block.proto is "proto/block.pb.h".

    Args:
      name: the library.
      srcs: .proto files of this package.
      deps: other sluice_proto targets whose files `srcs` import, by their path from the root too.
      visibility: who may use the messages.
    """
    native.filegroup(
        name = name + "_protos",
        srcs = srcs + [dep + "_protos" for dep in deps],
        visibility = visibility,
    )
    stems = [src[:-len(".proto")] for src in srcs]
    sources = [stem + ".pb.cc" for stem in stems]
    headers = [stem + ".pb.h" for stem in stems]
    native.genrule(
        name = name + "_generate",
        srcs = srcs + [dep + "_protos" for dep in deps],
        outs = sources + headers,
        cmd = "/usr/bin/protoc --proto_path=. --cpp_out=$(GENDIR) " + " ".join(["$(execpath %s)" % src for src in srcs]),
        message = "Generating messages",
    )
    native.cc_library(
        name = name,
        srcs = sources,
        hdrs = headers,
        copts = ["-w"],
        visibility = visibility,
        deps = deps + ["@system//:protobuf"],
    )
