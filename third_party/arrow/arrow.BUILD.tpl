# Written by third_party/arrow/repository.bzl.
cc_library(
    name = "arrow",
    hdrs = glob(["include/**"]),
    includes = ["include"],
    linkopts = %{linkopts},
    visibility = ["//visibility:public"],
)
