"""统筹 (tongchou): the software with which a Chinese city runs its resident medical insurance as one pool."""

__version__ = "0.1.0"
