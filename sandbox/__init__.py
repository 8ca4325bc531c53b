"""Stand-ins of the outside world that run on one machine, and the demo. The service never imports it."""
