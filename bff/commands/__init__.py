"""The groups of the command line, one module each: `bff schema ...`, `bff payments ...`.

A command reads its arguments, calls what does the work, and says in sentences what came of it. Nothing is computed
here. Exit codes: 0 done, 1 the answer is no, 2 it could not be done.
"""
