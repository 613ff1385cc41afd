"""A build on Apache Spark: the pipeline that a laptop runs, on as many machines as there are.

Needs the extra `spark`: pip install 'tifa[spark]'.
"""

from kg.spark.job import build
from kg.spark.session import session

__all__ = ["build", "session"]
