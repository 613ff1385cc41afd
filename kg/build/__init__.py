"""The whole flow from files to a filled output folder; the only conductor."""

from kg.build.flow import Step, build, sample
from kg.build.load import load
from kg.build.manifest import Counts, Input, Manifest
from kg.build.skipped import Skipped

__all__ = ["Counts", "Input", "Manifest", "Skipped", "Step", "build", "load", "sample"]
