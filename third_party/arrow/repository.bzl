"""Arrow C++ as @arrow//:arrow: an installed one if pkg-config knows it, else the one inside the pinned pyarrow wheel."""

_LIBRARIES = ["arrow", "arrow_compute", "arrow_acero", "arrow_dataset", "parquet"]

# Newer versions have S3 in a library of its own.
_OPTIONAL_LIBRARIES = ["arrow_s3"]

def _arrow_repository_impl(ctx):
    found = _from_pkg_config(ctx) or _from_pyarrow(ctx)
    ctx.symlink(found.include + "/arrow", "include/arrow")
    ctx.symlink(found.include + "/parquet", "include/parquet")
    ctx.template("BUILD.bazel", ctx.attr._build_template, {"%{linkopts}": repr(found.linkopts)})

def _from_pkg_config(ctx):
    if ctx.execute(["pkg-config", "--exists", "arrow-dataset", "arrow-compute", "parquet"]).return_code != 0:
        return None
    include = _ask(ctx, ["pkg-config", "--variable=includedir", "arrow"])
    folder = _ask(ctx, ["pkg-config", "--variable=libdir", "arrow"])
    return struct(include = include, linkopts = _linkopts(folder, ["-l" + library for library in _LIBRARIES + _optional_libraries(ctx, folder)]))

def _from_pyarrow(ctx):
    python = _environment_folder(ctx) + "/bin/python3"
    if not ctx.path(python).exists:
        fail("Arrow is needed, but pkg-config knows no arrow and %s does not exist: run tools/setup" % python)
    include = _ask(ctx, [python, "-c", "import pyarrow; print(pyarrow.get_include())"])
    folder = _ask(ctx, [python, "-c", "import pyarrow; print(pyarrow.get_library_dirs()[0])"])
    libraries = [_versioned(ctx, folder, "lib" + library + ".so") for library in _LIBRARIES + _optional_libraries(ctx, folder)]
    return struct(include = include, linkopts = _linkopts(folder, ["-l:" + library for library in libraries]))

def _optional_libraries(ctx, folder):
    names = [entry.basename for entry in ctx.path(folder).readdir()]
    return [library for library in _OPTIONAL_LIBRARIES if any([name.startswith("lib" + library + ".so") for name in names])]

# The wheel has libarrow.so.2600 only; the version is read from the folder, so that the pin can move without a change here.
def _versioned(ctx, folder, name):
    for entry in ctx.path(folder).readdir():
        if entry.basename.startswith(name + "."):
            return entry.basename
    fail("%s has no %s: run tools/setup" % (folder, name))

# The run path names the installation, never the build tree, and LD_LIBRARY_PATH goes before it (a worker sets that for what it starts).
def _linkopts(folder, libraries):
    return ["-L" + folder, "-Wl,--as-needed"] + libraries + ["-Wl,--enable-new-dtags,-rpath," + folder]

def _environment_folder(ctx):
    environ = ctx.os.environ
    cache = environ.get("SLUICE_CACHE")
    if not cache:
        cache = environ.get("XDG_CACHE_HOME", environ.get("HOME", "") + "/.cache") + "/sluice"
    return cache + "/venv"

def _ask(ctx, command):
    result = ctx.execute(command)
    if result.return_code != 0:
        fail("%s failed: %s. Run tools/setup" % (" ".join(command), result.stderr))
    return result.stdout.strip()

arrow_repository = repository_rule(
    implementation = _arrow_repository_impl,
    attrs = {"_build_template": attr.label(default = "//third_party/arrow:arrow.BUILD.tpl")},
    environ = ["HOME", "PKG_CONFIG_PATH", "SLUICE_CACHE", "XDG_CACHE_HOME"],
    local = True,
)
