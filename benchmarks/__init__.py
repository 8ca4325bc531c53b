"""The same work through us and through what people use today."""
