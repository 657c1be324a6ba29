"""What an interactive Python begins with under `sluice pyspark`: a context that is there, as under Spark's pyspark."""
import atexit
import os
import platform
import sys

import pyspark
from pyspark import SparkContext

sc = SparkContext.getOrCreate()
atexit.register(sc.stop)
print("Sluice with PySpark %s, Python %s\nSparkContext available as 'sc' (master = %s, app id = %s)." %
      (pyspark.__version__, platform.python_version(), sc.master, sc.applicationId), file=sys.stderr)

if os.environ.get("OLD_PYTHONSTARTUP"):
    with open(os.environ["OLD_PYTHONSTARTUP"], encoding="utf-8") as startup:
        exec(compile(startup.read(), os.environ["OLD_PYTHONSTARTUP"], "exec"))
