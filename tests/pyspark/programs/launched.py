"""Says how it was launched."""
import os
import sys

from pyspark import SparkConf, SparkContext, SparkFiles

import a_module

sc = SparkContext(conf=SparkConf().set("spark.said.by.code", "code"))


def seen_by_a_function(_):
    import another_module
    with open(SparkFiles.get("renamed.txt"), encoding="utf-8") as file:
        text = file.read()
    with open(os.path.join(SparkFiles.get("unpacked"), "inner.txt"), encoding="utf-8") as file:
        return another_module.NAME, text, file.read(), os.environ.get("SAID"), os.environ["PYTHONHASHSEED"]


print("arguments", sys.argv[1:], os.path.isabs(sys.argv[0]) and sys.argv[0] == __file__, sys.path[0] == os.path.dirname(os.path.realpath(__file__)))
print("module", a_module.NAME)
print("function", sc.parallelize([0], 1).map(seen_by_a_function).collect())
print("conf", [sc.getConf().get(key) for key in ("spark.said.by.code", "spark.said.by.flag", "spark.said.by.file", "spark.app.name")])
print("environment", os.environ["PYTHONHASHSEED"], "PYSPARK_PYTHON" in os.environ, [n for n in os.environ if n.startswith("SLUICE_ROLE")])
print("to stderr", file=sys.stderr)
sc.stop()
again = SparkContext()
print("again", again.parallelize(range(10), 2).sum())
sys.exit(int(sys.argv[1]))
