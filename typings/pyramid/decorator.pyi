from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")

class reify(Generic[T]):
    def __init__(self, wrapped: Callable[[Any], T]) -> None: ...
    @overload
    def __get__(self, inst: None, objtype: Any = ...) -> reify[T]: ...
    @overload
    def __get__(self, inst: object, objtype: Any = ...) -> T: ...
