"""Spark Connect's messages as @spark_connect_descriptors: the generated modules of the pinned pyspark, which hold their descriptors."""

def _spark_connect_descriptors_impl(ctx):
    python = _environment_folder(ctx.os.environ) + "/bin/python3"
    if not ctx.path(python).exists:
        fail("Spark Connect's messages are in the package pyspark, but %s does not exist: run tools/setup" % python)
    folder = ctx.execute([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]).stdout.strip()
    modules = folder + "/pyspark/sql/connect/proto"
    if not ctx.path(modules).exists:
        fail("Spark Connect's messages are in the package pyspark, but %s does not exist: run tools/setup" % modules)
    ctx.symlink(modules, "modules")
    ctx.symlink(ctx.attr._build_file, "BUILD.bazel")

def _environment_folder(environ):
    home = environ.get("HOME", "")
    return (environ.get("SLUICE_CACHE") or environ.get("XDG_CACHE_HOME", home + "/.cache") + "/sluice") + "/venv"

spark_connect_descriptors = repository_rule(
    implementation = _spark_connect_descriptors_impl,
    attrs = {"_build_file": attr.label(default = "//third_party/spark_connect:descriptors.BUILD")},
    environ = ["HOME", "SLUICE_CACHE", "XDG_CACHE_HOME"],
    local = True,
)
