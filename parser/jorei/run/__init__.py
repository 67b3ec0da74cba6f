"""The engine of a build: inputs, tasks, workers, Spark, incremental reuse. What a document is stands in `pipeline`, what a build is in `dataset`."""
