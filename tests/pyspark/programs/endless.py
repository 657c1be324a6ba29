"""Has functions that never end, with processes of their own."""
import os
import subprocess
import tempfile
import threading

from pyspark import SparkContext

folder = tempfile.mkdtemp()
sc = SparkContext("local[2]", "endless")


def never_end(n):
    with open(os.path.join(folder, str(n)), "w", encoding="utf-8"):
        pass
    subprocess.run(["sleep", "1000"], check=False)


def say():
    while len(os.listdir(folder)) < 2:
        threading.Event().wait(0.02)  # It polls other processes.
    print("both run", flush=True)


threading.Thread(target=say, daemon=True).start()
sc.parallelize(range(2), 2).foreach(never_end)
