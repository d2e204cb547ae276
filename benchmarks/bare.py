"""Settings of a site that is measured: the ordinary ones, with the bench's own addresses (an empty view) beside."""

from hengji.config.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.floors"
