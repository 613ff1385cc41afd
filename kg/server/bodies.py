"""The body of a request, read to a limit."""

from starlette.exceptions import HTTPException
from starlette.requests import Request


async def read(request: Request, limit: int) -> bytes:
    """Return the body; HTTPException 413 where it is longer than `limit` bytes."""
    too_long = HTTPException(413, f"a request may have {limit} bytes at most")
    length = request.headers.get("content-length", "0")
    if length.isdecimal() and int(length) > limit:
        raise too_long
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > limit:
            raise too_long
    return bytes(body)
