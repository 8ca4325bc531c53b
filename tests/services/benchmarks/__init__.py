"""The benchmarks still run, against the service as it is. What they measure is no test's matter."""
