"""What speaks HTTP, on real servers: processes that start, drain and are diagnosed."""
