"""The provider that needs no account anywhere: `sandbox/payment`, over HTTP, as a real vendor's adapter would.

Nothing here is simulated in the process, and no other adapter is imported.
"""
