"""The flows of payments one step at a time, against a real Redis and both sandboxes, on a clock that tests move.

What must hold whoever is quicker: tests stand still where a process may be killed or overtaken, and look.
"""
