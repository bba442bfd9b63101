"""A real PostgreSQL server on loopback, from the distribution's package."""

from __future__ import annotations

import os
import pwd
import signal
import subprocess
from pathlib import Path

from pioreactor.clock import wait_until
from pioreactor.testing.broker import free_port

PASSWORD = "of the mirror"
USER = "pioreactor"


class Server:
    """Its data are in ``folder``, which its account must be able to enter. It can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        self.port = free_port()
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        # The server refuses to run as root.
        self._as = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []
        folder.mkdir(parents=True)
        if self._as:
            account = pwd.getpwnam("postgres")
            os.chown(folder, account.pw_uid, account.pw_gid)
        secret = folder / "password"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)
        self._run("initdb", "-D", self._data, "-U", USER, f"--pwfile={secret}", "--auth=scram-sha-256", "--no-sync")

    @property
    def _data(self) -> str:
        return str(self._folder / "data")

    def start(self) -> None:
        """Until it answers."""
        settings = {"port": self.port, "listen_addresses": "127.0.0.1,127.0.0.2"}
        settings |= {"unix_socket_directories": "", "fsync": "off"}
        command = [str(self.programs / "postgres"), "-D", self._data]
        command += [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with (self._folder.parent / f"{self._folder.name}.log").open("ab") as log:
            self._process = subprocess.Popen([*self._as, *command], stdout=log, stderr=log, cwd="/")
        ready = [str(self.programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        assert wait_until(lambda: subprocess.run(ready, check=False).returncode == 0, 60, poll=0.1)

    def kill(self) -> None:
        """As by the end of its computer's power."""
        self._end(signal.SIGQUIT)  # its children end with it; SIGKILL would leave them behind

    def stop(self) -> None:
        """In order."""
        if self._process is not None and self._process.poll() is None:
            self._end(signal.SIGINT)

    def make_database(self, name: str) -> str:
        """The address of a new database, with its password."""
        import psycopg

        with psycopg.connect(self.address("postgres"), autocommit=True) as conn:
            conn.execute(f'CREATE DATABASE "{name}"'.encode())
        return self.address(name)

    def address(self, database: str, host: str = "127.0.0.1") -> str:
        return f"postgresql://{USER}:{PASSWORD.replace(' ', '%20')}@{host}:{self.port}/{database}"

    def _end(self, how: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(how)
        self._process.wait(60)

    def _run(self, program: str, *words: str) -> None:
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        command = [*self._as, str(self.programs / program), *words]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd="/", check=False)
        assert done.returncode == 0, done.stdout + done.stderr
