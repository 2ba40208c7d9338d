"""Check a list of pictures with Apache Spark: each partition is piped through one process of the command line.

The list has a line for each picture, as `check -- -` reads it: a path, or a JSON object with a "path", which must be
absolute. Every node needs the repository at the same place, Node.js on the PATH of this process, and the pictures under
the paths of the list.

    spark-submit --master 'local[2]' scripts/scale/spark_check.py --partitions 2 members.jsonl verdicts/
"""

import argparse
import os
from pathlib import Path
from shlex import quote

from pyspark.sql import SparkSession

ROOT = Path(__file__).resolve().parents[2]


def pipe_command(quick: bool) -> str:
    """The command of a partition; that some pictures could not be read (status 2) is no failure of the task."""
    options = "--json --quick" if quick else "--json"
    check = f"npm --prefix {quote(str(ROOT))} run --silent check -- {options} -"
    return f"sh -c {quote(f'{check} || [ $? -eq 2 ]')}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("list", help="file or folder of lines, as Spark reads text")
    parser.add_argument("out", help="folder that is made, with a file of JSON lines for each partition, in order")
    parser.add_argument("--partitions", type=int, required=True, help="at least as many as there are cores")
    parser.add_argument("--quick", action="store_true", help="as of the command line: the same bands, less evidence")
    args = parser.parse_args()

    spark = SparkSession.builder.appName("telltale-check").getOrCreate()
    lines = spark.sparkContext.textFile(args.list, minPartitions=args.partitions)
    # Without this a piped process has an empty environment, and finds neither npm nor node.
    env = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    lines.pipe(pipe_command(args.quick), env, checkCode=True).saveAsTextFile(args.out)
    spark.stop()


if __name__ == "__main__":
    main()
