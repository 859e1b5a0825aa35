# /// script
# requires-python = ">=3.11"
# dependencies = ["pyspark==4.3.0"]
# ///
r"""Spark: lines of text, split, filtered and grouped by its engine in Java.

The plan that would run on a cluster of Spark, by the threads of one Java machine, which starts with the first call and
stays until the process ends: most of the time of one call is its start.
"""

import os

from pyspark.sql import SparkSession
from pyspark.sql import functions as f

HERE = "127.0.0.1"


def session():
    os.environ["SPARK_LOCAL_IP"] = HERE
    builder = SparkSession.builder.master("local[*]").config("spark.driver.host", HERE)
    quiet = builder.config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "2")
    return quiet.getOrCreate()


def run(path):
    lines = session().read.option("lineSep", "\n").text(str(path))
    fields = lines.select(f.split("value", r"\|", -1).alias("fields"))
    errors = fields.where((f.size("fields") == 5) & (f.col("fields")[1] == "ERROR"))
    counts = errors.groupBy(f.col("fields")[2].alias("message")).count()
    return {row["message"]: row["count"] for row in counts.collect()}
