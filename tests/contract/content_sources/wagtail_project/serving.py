"""Run it: `python serving.py PORT`, with WAGTAIL_FOLDER in the environment. Ends with its parent's standard input."""

import os
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[4] / "docs" / "examples"))
os.environ["DJANGO_SETTINGS_MODULE"] = "project_settings"


def main(port):
    """Make the shop, then serve it."""
    import django

    django.setup()
    import editing
    from django.core.handlers.wsgi import WSGIHandler
    from django.core.management import call_command
    from django.core.servers import basehttp

    call_command("migrate", run_syncdb=True, verbosity=0, skip_checks=True)
    editing.found_shop()
    threading.Thread(target=end_with_parent, daemon=True).start()
    basehttp.run("127.0.0.1", port, WSGIHandler(), threading=True)


def end_with_parent():
    """Nobody is left to ask once standard input is closed."""
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
