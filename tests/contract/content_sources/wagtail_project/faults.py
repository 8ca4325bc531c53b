"""What goes wrong on the way, as the house sets it. The editor's own requests are never in its way."""

import time

from django.http import HttpResponse


class Faults:
    """Counts what the adapter asks, and answers in Wagtail's place while a fault is set."""

    asked = 0
    current = None

    def __init__(self, get_response):
        self._get_response = get_response

    def __call__(self, request):
        if request.path.startswith("/editor/"):
            return self._get_response(request)
        Faults.asked += 1
        fault = Faults.current or {}
        time.sleep(fault.get("seconds", 0))
        if "status" in fault:
            body = fault.get("body", "").encode("latin-1")
            return HttpResponse(body, status=fault["status"], content_type=fault.get("content_type", "text/plain"))
        return self._get_response(request)
