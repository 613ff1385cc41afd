"""The session that a build on Spark runs in."""

import os
import sys

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from kg.errors import ClusterError


def session(master: str | None = None) -> SparkSession:
    """Return a session on the cluster `master`, by default the one that Spark's own configuration names.

    Workers run the Python of PYSPARK_PYTHON, by default the driver's. ClusterError where no session can be had.
    """
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("kg build")
    if master:
        builder = builder.master(master)
    try:
        return builder.getOrCreate()
    except (PySparkException, Py4JError, OSError) as error:
        problem = f"Spark does not start ({reason(error)})"
        raise ClusterError(master or "spark", problem, "install Java 17 or newer, and check --master") from error


def reason(error: Exception) -> str:
    """Return the line of an error of Spark that tells why: what its traces, of Python or of Java, end with."""
    told = [line for line in str(error).splitlines() if line[:1].strip()]
    return told[-1].removeprefix(": ") if told else type(error).__name__
