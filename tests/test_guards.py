"""The guards of conftest.py guard."""

import asyncio
import socket

import pytest


def test_a_connection_off_the_machine_is_refused() -> None:
    with socket.socket() as client, pytest.raises(pytest.fail.Exception, match="only loopback"):
        client.connect(("192.0.2.1", 80))


def test_a_name_is_not_looked_up() -> None:
    with pytest.raises(socket.gaierror, match="look up no names"):
        socket.getaddrinfo("example.com", 80)


def test_loopback_is_reachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()


async def test_a_loopback_server_answers_over_asyncio() -> None:
    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hello")
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(greet, "127.0.0.1", 0) as server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        assert await reader.read() == b"hello"
        writer.close()
        await writer.wait_closed()
