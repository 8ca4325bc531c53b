"""The HTML pages that come instead of an answer."""

from typing import Final

REPORT: Final = """<!doctype html>
<html lang="en">
<head><title>There has been an error processing your request</title></head>
<body>
<h1>There has been an error processing your request</h1>
<p>Exception printing is disabled by default for security reasons. Error log record number: sandbox</p>
</body>
</html>
"""

MAINTENANCE: Final = """<!doctype html>
<html lang="en">
<head><title>Service Temporarily Unavailable</title></head>
<body>
<h1>Service Temporarily Unavailable</h1>
<p>The server is temporarily unable to service your request due to maintenance downtime. Please try again later.</p>
</body>
</html>
"""
