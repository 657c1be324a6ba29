"""What pages/ is bundled with as @page_modules: the packages of pages/package-lock.json, which tools/setup installs into the cache."""

def _page_modules_impl(ctx):
    folder = _cache_folder(ctx.os.environ) + "/pages/node_modules"
    if not ctx.path(folder + "/@esbuild/linux-x64/bin/esbuild").exists:
        fail("pages/ is bundled with esbuild, but %s has none: run tools/setup" % folder)
    ctx.symlink(folder, "node_modules")
    ctx.symlink(ctx.attr._build_file, "BUILD.bazel")

def _cache_folder(environ):
    home = environ.get("HOME", "")
    return environ.get("SLUICE_CACHE") or environ.get("XDG_CACHE_HOME", home + "/.cache") + "/sluice"

page_modules_repository = repository_rule(
    implementation = _page_modules_impl,
    attrs = {"_build_file": attr.label(default = "//third_party/node:modules.BUILD")},
    environ = ["HOME", "SLUICE_CACHE", "XDG_CACHE_HOME"],
    local = True,
)
