"""Where payment providers report, and where shoppers come back from them.

A report is stored before it is answered. Nothing of a payment is read off an address.
"""
