"""What speaks HTTP, application by application: media types, parameters, limits, callers, health."""
