"""What each stage of leaving does. A unit that is away leaves too; what remains to be done there is said."""

from __future__ import annotations

from collections.abc import Callable

from pioreactor.cluster import secrets, ssh
from pioreactor.cluster.joining import membership, reporting
from pioreactor.cluster.joining.playbook import play
from pioreactor.cluster.joining.records import Join, StageError
from pioreactor.cluster.joining.remote import Unit
from pioreactor.cluster.joining.stages import REMOVING, StageName
from pioreactor.cluster.ssh import SshError
from pioreactor.exc import PioreactorError


class Leaving:
    """One unit on its way out. ``run``: the record; ``tell``: hears what a long stage does."""

    def __init__(self, run: Join, tell: Callable[[str], None]) -> None:
        self.run, self._tell = run, tell
        self._host = ssh.host_of(run.unit)._replace(user="root")
        run.found.address = self._host.address

    def stages(self) -> dict[StageName, Callable[[], str]]:
        """What to do, in the order of the table."""
        return {
            StageName.RETIRE: self.retire,
            StageName.LEAVE: self.leave,
            StageName.TOPICS: self.clear_topics,
            StageName.FORGET: self.forget,
            StageName.LOOK: self.look,
        }

    def retire(self) -> str:
        """By playbooks/remove_worker.yml: jobs, services, secrets and accounts, here and there."""
        run = self.run
        variables = {"remove_worker_name": run.unit, "remove_worker_address": self._host.address}
        played = play("remove_worker", run.unit, variables, self._tell, REMOVING[StageName.RETIRE].limit_s)
        run.log = played.log
        if played.is_done:
            return "Its jobs have stopped, its services are off"
        if not played.unreachable or membership.is_member(run.unit):
            raise StageError(
                f"It did not come to its end: {played.cause or 'see what Ansible said'}",
                "Mend what it names, then try again.",
            )
        run.remains = f"{run.unit} does not answer. When it is back, free it there: sudo pio cluster leave"
        return "It does not answer; the leader has closed its accounts"

    def leave(self) -> str:
        """The leader's key and mark go from the unit."""
        if self.run.remains:
            return "It does not answer; see below"
        try:
            with ssh.connect(self._host, timeout_s=4) as connection:
                Unit(connection, self._host).ask("leave", timeout_s=12)
        except SshError as error:
            self.run.remains = f"{error.cause} Free {self.run.unit} there: sudo pio cluster leave"
            return "It cannot be reached; see below"
        return "It belongs to nobody now"

    def clear_topics(self) -> str:
        """What stays of it at the broker."""
        count = reporting.clear_messages(self.run.unit)
        return "1 message" if count == 1 else f"{count} messages"

    def forget(self) -> str:
        """Its host key and address."""
        is_pinned = ssh.unpin(self.run.unit)
        membership.forget_way(self.run.unit)
        return "Its host key is not trusted any more" if is_pinned else "There was none"

    def look(self) -> str:
        """Whether anything is left here."""
        unit, left = self.run.unit, []
        if membership.is_member(unit):
            left.append("its line in the inventory")
        if unit in secrets.load().units:
            left.append("its secrets")
        if ssh.pinned(unit) is not None:
            left.append("its host key")
        if self._messages():
            left.append("messages at the broker")
        if left:
            raise StageError(f"There is still {' and '.join(left)}.", "Start it again.")
        return "No line, no secret, no key, no message of it is left here"

    def _messages(self) -> int:
        try:
            return reporting.messages_left(self.run.unit)
        except (PioreactorError, OSError):
            return 0
