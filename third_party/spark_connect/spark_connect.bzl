"""Spark's messages as C++, generated from the descriptors of the pinned pyspark: no text of theirs is in this tree."""

# What Spark Connect's descriptors import of Protobuf's own.
_WELL_KNOWN = ["google/protobuf/any.proto", "google/protobuf/timestamp.proto"]

def spark_connect_messages(name, stems, visibility):
    """A cc_library of the messages; base is included as "spark/connect/base.pb.h".

    Args:
      name: the library.
      stems: the files of the package spark.connect that are compiled; all that one of them imports are among them.
      visibility: who may use the messages.
    """
    modules = ["@spark_connect_descriptors//:modules/%s_pb2.py" % stem for stem in stems]
    sources = ["spark/connect/%s.pb.cc" % stem for stem in stems]
    headers = ["spark/connect/%s.pb.h" % stem for stem in stems]
    protos = " ".join(["spark/connect/%s.proto" % stem for stem in stems])
    native.genrule(
        name = name + "_generate",
        srcs = modules,
        outs = sources + headers,
        cmd = " && ".join([
            "/usr/bin/python3 $(execpath descriptor_set.py) $(RULEDIR)/spark.binpb " +
            " ".join(["$(execpath %s)" % module for module in modules]),
            "/usr/bin/protoc --proto_path=/usr/include --include_imports --descriptor_set_out=$(RULEDIR)/google.binpb " + " ".join(_WELL_KNOWN),
            "cat $(RULEDIR)/google.binpb $(RULEDIR)/spark.binpb > $(RULEDIR)/all.binpb",
            "/usr/bin/protoc --descriptor_set_in=$(RULEDIR)/all.binpb --cpp_out=$(RULEDIR) " + protos,
        ]),
        message = "Generating Spark Connect's messages",
        tools = ["descriptor_set.py"],
    )
    native.cc_library(
        name = name,
        srcs = sources,
        hdrs = headers,
        copts = [
            "-O1",
            "-w",
        ],
        includes = ["."],
        visibility = visibility,
        deps = ["@system//:protobuf"],
    )
