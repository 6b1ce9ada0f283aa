"""How many requests an account may make."""

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from questions.proxies import client_address


class AccountRateThrottle(SimpleRateThrottle):
    """Count the requests of an account, or of an address without one."""

    scope = "account"

    def get_cache_key(self, request: Request, view: object) -> str:
        who = request.user.pk if request.user.is_authenticated else client_address(request)
        return self.cache_format % {"scope": self.scope, "ident": who}
