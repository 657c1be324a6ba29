"""What scripts do with the logging of Spark: ask for a logger by its name, set its level, write with it."""
from pyspark import SparkContext

sc = SparkContext("local[2]", "spark_logging")
log4j = sc._jvm.org.apache.log4j
root = log4j.LogManager.getRootLogger()
root.setLevel(log4j.Level.ERROR)
print("root", root.getName(), root.getLevel().toString())

mine = log4j.LogManager.getLogger("my.app")
print("mine", mine.getName(), mine.getLevel(), mine.getEffectiveLevel().toString(), mine.isInfoEnabled())
mine.info("nobody reads this")
mine.setLevel(log4j.Level.INFO)
mine.info("counted the words")
inner = log4j.Logger.getLogger("my.app.inner")
print("inner", inner.getLevel(), inner.getEffectiveLevel().toString(), inner.isInfoEnabled())

former = root.getLevel()
sc.setLogLevel("OFF")
print("off", root.getLevel().toString(), log4j.LogManager.getLogger("org.apache.spark").getEffectiveLevel().toString())
root.setLevel(former)
print("former", root.getLevel().toString(), former.equals(log4j.Level.toLevel("error")))
sc.stop()
