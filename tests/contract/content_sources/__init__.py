"""One suite over all content sources: what `integrations/cms/contract.py` promises, each adapter keeps.

`house.py` says what the suite needs of a source beside its adapter. A source that nobody here can run is played by a
server written from its documentation, and says so.
"""
