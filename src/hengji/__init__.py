"""Hengji (衡绩): budget performance management for Chinese county finance bureaus."""

__version__ = "0.1.0"
