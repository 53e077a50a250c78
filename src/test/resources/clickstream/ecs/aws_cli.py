"""The AWS CLI for scripts under test, imported once: each call of it takes seconds to import otherwise.

    aws_cli.py FOLDER      puts a command "aws" into FOLDER, prints a line when it can be called, and ends with standard input

A call brings its arguments, environment, folder and open files, and is the CLI's own from there on, in a process that is forked for it.
"""
import json
import os
import select
import signal
import socket
import sys

import awscli.clidriver

CALLER = """\
import json, os, socket, sys
server = socket.socket(socket.AF_UNIX)
server.connect({path!r})
socket.send_fds(server, [b"!"], [0, 1, 2])
call = {{"arguments": sys.argv[1:], "environment": dict(os.environ), "folder": os.getcwd()}}
server.sendall(json.dumps(call).encode())
server.shutdown(socket.SHUT_WR)
sys.exit(server.recv(1)[0])
"""


def answer(caller):
    """Runs the CLI as the caller would have, and tells it the exit code."""
    _, files, _, _ = socket.recv_fds(caller, 1, 3)
    call = json.loads(b"".join(iter(lambda: caller.recv(65536), b"")))
    for target, file in enumerate(files):
        os.dup2(file, target)
        os.close(file)
    os.chdir(call["folder"])
    data = os.environ["AWS_DATA_PATH"]  # which the CLI's import has set
    os.environ.clear()
    os.environ.update(call["environment"], AWS_DATA_PATH=data)
    sys.argv = ["aws", *call["arguments"]]
    try:
        code = awscli.clidriver.main()
    except SystemExit as end:
        code = end.code
    sys.stdout.flush()
    sys.stderr.flush()
    caller.sendall(bytes([code or 0]))


folder = sys.argv[1]
path = os.path.join(folder, "socket")
with open(os.path.join(folder, "caller.py"), "w") as file:
    file.write(CALLER.format(path=path))
command = os.path.join(folder, "aws")
with open(command, "w") as file:
    # Without site: it takes longer than the rest.
    file.write(f'#!/bin/sh\nexec "{sys.executable}" -S -E "{folder}/caller.py" "$@"\n')
os.chmod(command, 0o755)
awscli.clidriver.create_clidriver()  # imports what each call does
server = socket.socket(socket.AF_UNIX)
server.bind(path)
server.listen()
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
print("ready", flush=True)
while True:
    ready, _, _ = select.select([sys.stdin, server], [], [])
    if sys.stdin in ready:
        break
    caller, _ = server.accept()
    if os.fork() == 0:
        server.close()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        answer(caller)
        os._exit(0)
    caller.close()
