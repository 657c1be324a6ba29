"""Runs first in the Python of a program that Sluice has started, and says in one sentence what will not work there.

Its folder is the first of PYTHONPATH. What another sitecustomize of this interpreter does is done all the same.
"""
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
VERSION = "4.3.0"
NO_SESSION = ("SparkSession is not supported by Sluice yet, and with it DataFrames, SQL and toDF: programs of RDDs "
              "(SparkContext) and DStreams (StreamingContext) run")
NO_MODULE = {
    "pyspark.streaming.kafka": "pyspark.streaming.kafka (KafkaUtils) is no part of PySpark any more: Sluice will supply it with "
                               "its source for Kafka; until then read a socket, files or a queue",
    "pyspark.streaming.flume": "pyspark.streaming.flume (FlumeUtils) is no part of PySpark any more, and not of Sluice",
    "pyspark.streaming.mqtt": "pyspark.streaming.mqtt (MQTTUtils) is no part of PySpark any more, and not of Sluice",
}


def run_the_next_sitecustomize():
    folders = [folder for folder in sys.path if os.path.abspath(folder or ".") != HERE]
    spec = importlib.machinery.PathFinder.find_spec("sitecustomize", folders)
    if spec is not None and spec.loader is not None:
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


def without_session(*_, **__):
    raise NotImplementedError(NO_SESSION)


def refuse_sessions(session):
    """The place where a session of ours will be given."""
    session.SparkSession.__init__ = without_session
    session.SparkSession.Builder.getOrCreate = without_session
    session.SparkSession.Builder.create = without_session
    importlib.import_module("pyspark.core.rdd").RDD.toDF = without_session


class AfterLoading(importlib.abc.Loader):
    """Loads a module as `loader` does, and then calls `change` with it."""

    def __init__(self, loader, change):
        self._loader, self._change = loader, change

    def create_module(self, spec):
        return self._loader.create_module(spec)

    def exec_module(self, module):
        module.__spec__.loader = module.__loader__ = self._loader
        self._loader.exec_module(module)
        self._change(module)


class Hook(importlib.abc.MetaPathFinder):
    CHANGES = {"pyspark.sql.session": refuse_sessions}

    def find_spec(self, name, path=None, _=None):
        if name in NO_MODULE:
            raise ModuleNotFoundError(NO_MODULE[name], name=name)
        if name not in self.CHANGES:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        if spec is not None:
            spec.loader = AfterLoading(spec.loader, self.CHANGES[name])
        return spec


def installed_version():
    """Of pyspark, without importing it; None: there is none."""
    spec = importlib.util.find_spec("pyspark")
    if spec is None or not spec.submodule_search_locations:
        return None
    with open(os.path.join(spec.submodule_search_locations[0], "version.py"), encoding="utf-8") as lines:
        found = [line.split("=", 1)[1] for line in lines if line.startswith("__version__")]
    return found[0].split("#")[0].split(":")[-1].strip().strip("\"'") if found else "unknown"


def problem_of_interpreter():
    if sys.version_info < (3, 11):
        return "Python %d.%d is too old for pyspark %s, which needs 3.11 or newer" % (*sys.version_info[:2], VERSION)
    version = installed_version()
    if version is None:
        return "it has no pyspark: %s -m pip install pyspark==%s" % (sys.executable, VERSION)
    if version.split(".")[:2] != VERSION.split(".")[:2]:
        return "it has pyspark %s, and Sluice speaks that of %s" % (version, VERSION)
    return None


def problem_of_workers():
    """An interpreter of functions that runs on this machine."""
    import shutil
    import subprocess
    name = os.environ["SLUICE_CHECKED_WORKER_PYTHON"]
    path = shutil.which(name)
    if path is None:
        return "there is no interpreter \"%s\" for its functions; PYSPARK_PYTHON names one" % name
    if os.path.realpath(path) == os.path.realpath(sys.executable):
        return None
    try:
        version = subprocess.run([path, "-I", "-S", "-c", "import sys; print('%d.%d' % sys.version_info[:2])"], timeout=30,
                                 stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True, text=True).stdout.strip()
    except (OSError, subprocess.SubprocessError) as error:
        return "the interpreter \"%s\" of its functions does not run: %s" % (name, error)
    own = "%d.%d" % sys.version_info[:2]
    return None if version == own else ("the interpreter \"%s\" of its functions is Python %s, and that of the program %s: "
                                        "pickled functions need the same" % (name, version, own))


def check():
    """Only in the process that Sluice has started, not in those that it starts itself."""
    if os.environ.pop("SLUICE_PYTHON_PARENT", None) != str(os.getppid()):
        return
    problem = problem_of_interpreter()
    if problem is not None:
        problem = "the interpreter \"%s\" cannot run the program: %s" % (sys.executable, problem)
    elif "SLUICE_CHECKED_WORKER_PYTHON" in os.environ:
        problem = problem_of_workers()
    os.environ.pop("SLUICE_CHECKED_WORKER_PYTHON", None)
    if problem is not None:
        print("sluice:", problem, file=sys.stderr, flush=True)
        os._exit(1)


check()
sys.meta_path.insert(0, Hook())
run_the_next_sitecustomize()
