from collections.abc import Mapping, MutableMapping
from typing import Any, Self

from webob.multidict import MultiDict

class BaseRequest:
    environ: dict[str, Any]
    method: str
    scheme: str
    host: str
    script_name: str
    path_info: str
    path: str
    path_qs: str
    path_url: str
    query_string: str
    body: bytes
    url: str
    referer: str | None
    user_agent: str | None
    remote_addr: str | None
    content_type: str
    content_length: int | None
    def __init__(
        self,
        environ: dict[str, Any],
        charset: str | None = ...,
        unicode_errors: str | None = ...,
        decode_param_names: bool | None = ...,
        **kw: Any,
    ) -> None: ...
    @classmethod
    def blank(
        cls,
        path: str,
        environ: dict[str, Any] | None = ...,
        base_url: str | None = ...,
        headers: Mapping[str, str] | None = ...,
        **kw: Any,
    ) -> Self: ...
    @property
    def GET(self) -> MultiDict[str]: ...
    @property
    def POST(self) -> MultiDict[Any]: ...
    @property
    def params(self) -> MultiDict[Any]: ...
    @property
    def cookies(self) -> MutableMapping[str, str]: ...
    @property
    def headers(self) -> MutableMapping[str, str]: ...
    @property
    def host_url(self) -> str: ...
    @property
    def host_port(self) -> str: ...
    @property
    def domain(self) -> str: ...
    @property
    def application_url(self) -> str: ...
    @property
    def accept_language(self) -> Any: ...
    @property
    def is_xhr(self) -> bool: ...
    def copy(self) -> Self: ...
    def get_response(self, application: Any = ..., catch_exc_info: bool = ...) -> Any: ...

class Request(BaseRequest): ...
