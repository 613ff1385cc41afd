"""The body of a request, read to a limit."""

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request


async def read(request: Request, limit: int) -> bytes:
    """Return the body; HTTPException 413 where it is longer than `limit` bytes, 400 where it ends too early."""
    too_long = HTTPException(413, f"a request may have {limit} bytes at most")
    length = request.headers.get("content-length", "0")
    if length.isdecimal() and int(length) > limit:
        raise too_long
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > limit:
                raise too_long
    except ClientDisconnect as error:
        raise HTTPException(400, "the request ended too early") from error
    return bytes(body)
