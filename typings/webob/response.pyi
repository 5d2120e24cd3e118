from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from webob.multidict import MultiDict

class Response:
    status: str
    status_int: int
    status_code: int
    headerlist: list[tuple[str, str]]
    headers: MultiDict[str]
    body: bytes
    text: str
    app_iter: Iterable[bytes]
    content_type: str | None
    charset: str | None
    content_length: int | None
    location: str | None
    etag: str | None
    cache_control: Any
    vary: Any
    last_modified: Any
    allow: Any
    conditional_response: bool
    def __init__(
        self,
        body: bytes | str | None = ...,
        status: int | str | None = ...,
        headerlist: list[tuple[str, str]] | None = ...,
        app_iter: Iterable[bytes] | None = ...,
        content_type: str | None = ...,
        conditional_response: bool | None = ...,
        charset: str | None = ...,
        **kw: Any,
    ) -> None: ...
    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]: ...
    def set_cookie(self, name: str, value: str | None = ..., **kw: Any) -> None: ...
    def delete_cookie(self, name: str, path: str = ..., domain: str | None = ...) -> None: ...
