from typing import Any

INGRESS: str
VIEW: str

def preserve_view_attrs(view: Any, wrapper: Any) -> Any: ...
