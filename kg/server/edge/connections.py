"""A connection that is cut when its client is slow: to finish asking, or to take what it asked for."""

import asyncio
import socket
import struct
from contextlib import suppress

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

_ASKS_WITHIN = 30.0  # seconds from the first byte of a request to its last
_TAKES_WITHIN = 20.0  # seconds to read as much as the buffers hold


class Connection(H11Protocol):
    """uvicorn's connection with a time limit on both directions; uvicorn itself waits for ever."""

    _asking: asyncio.TimerHandle | None = None
    _taking: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._await_request()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        super().connection_lost(exc)
        for timer in (self._asking, self._taking):
            if timer is not None:
                timer.cancel()

    def handle_events(self) -> None:
        """Stop waiting once a request is complete, and begin again with the next."""
        super().handle_events()
        if self.conn.their_state in (h11.IDLE, h11.SEND_BODY):
            self._await_request()
        elif self._asking is not None:
            self._asking.cancel()
            self._asking = None

    def pause_writing(self) -> None:
        """Begin to wait for the client to read."""
        super().pause_writing()
        if self._taking is None:
            self._taking = self.loop.call_later(_TAKES_WITHIN, self._cut)

    def resume_writing(self) -> None:
        """Go on writing."""
        super().resume_writing()
        if self._taking is not None:
            self._taking.cancel()
            self._taking = None

    def timeout_keep_alive_handler(self) -> None:
        """Close an idle connection, and cut it where the client does not even take the last answer."""
        super().timeout_keep_alive_handler()
        if self._taking is None:
            self._taking = self.loop.call_later(_TAKES_WITHIN, self._cut)

    def _await_request(self) -> None:
        if self._asking is None:
            self._asking = self.loop.call_later(_ASKS_WITHIN, self._cut)

    def _cut(self) -> None:
        # Without this the system goes on offering what it has buffered to a client that does not take it.
        opened = self.transport.get_extra_info("socket")
        with suppress(OSError):
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()
