"""The engine of a build: inputs, tasks, workers, Spark, and the reuse of the previous build.

How one document is analysed stands in `jorei.pipeline`, what a build on disk is in `jorei.dataset`; they meet here.
"""
