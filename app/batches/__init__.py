"""The pipeline, chunk by chunk, over any concurrent.futures.Executor."""
