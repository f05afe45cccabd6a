"""Run in a network namespace: listen on these ports there, pass the sockets to who started it, and stay until let go.

A socket belongs to the namespace that it was made in, whoever holds it: what is accepted from it is there, too.
"""

import socket
import sys


def main() -> None:
    """Stdin is a UNIX socket: the listening sockets go out over it, and its end is the end of this."""
    starter = socket.socket(fileno=0)
    listening = [socket.create_server(("", int(port))) for port in sys.argv[1:]]
    socket.send_fds(starter, [b"."], [each.fileno() for each in listening])
    starter.recv(1)


if __name__ == "__main__":
    main()
