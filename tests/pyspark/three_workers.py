"""Runs a command beside a cluster of three workers, which `sluice submit` finds by SLUICE_DRIVER.

  bazel run //tests/pyspark:three_workers -- [--kill-every SECONDS] [--seed N] COMMAND...

With --kill-every an executor is killed that often as long as the command runs. Exit code: the command's.
"""
import argparse
import os
import subprocess
import sys

from executor_killer import ExecutorKiller
from local_cluster import LocalCluster
from sluice_run import environment


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kill-every", type=float)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    given = parser.parse_args()
    os.environ.update(environment())
    cluster = LocalCluster(workers=3, cores=2, memory="1g")
    try:
        with ExecutorKiller(cluster, given.kill_every or 86400, given.seed) as killer:
            code = subprocess.run(given.command, env={**environment(), "SLUICE_DRIVER": cluster.address}, check=False,
                                  cwd=os.environ.get("BUILD_WORKING_DIRECTORY")).returncode
        print("executors killed: %d (seed %d)" % (len(killer.killed), given.seed), file=sys.stderr)
    finally:
        cluster.stop()
    return code


if __name__ == "__main__":
    sys.exit(main())
