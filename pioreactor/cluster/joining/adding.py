"""What each stage of joining does. A stage returns what came of it, or raises with cause and remedy."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from pioreactor.cluster import ssh
from pioreactor.cluster.joining import checking, finding, membership, reporting
from pioreactor.cluster.joining.asking import Secrets
from pioreactor.cluster.joining.claim import at_leader
from pioreactor.cluster.joining.playbook import play
from pioreactor.cluster.joining.records import Join, StageError
from pioreactor.cluster.joining.remote import Unit
from pioreactor.cluster.joining.stages import ADDING, REMOVING, StageName
from pioreactor.cluster.ssh import HostKey, LoginRefusedError, SshHost
from pioreactor.cluster.ssh.hosts import USER
from pioreactor.config import get_leader_hostname


class Adding:
    """One unit on its way in. ``run``: the record; ``tell``: hears what a long stage does.

    ``undo``: what was changed, to be put back in reverse; each entry says in words what it is about.
    """

    def __init__(self, run: Join, secrets: Secrets, tell: Callable[[str], None]) -> None:
        self.run, self._secrets, self._tell = run, secrets, tell
        self.undo: list[tuple[str, StageName, Callable[[], None]]] = []
        self._open = ExitStack()
        self._unit: Unit | None = None
        self._is_member = membership.is_member(run.unit)
        self._looked: dict[str, Any] = {}
        self._is_healthy = False
        self._key: HostKey | None = None

    def stages(self) -> dict[StageName, Callable[[], str]]:
        """What to do, in the order of the table."""
        return {
            StageName.FIND: self.find,
            StageName.IDENTITY: self.identify,
            StageName.LOGIN: self.log_in,
            StageName.FREE: self.check_free,
            StageName.SOFTWARE: self.compare_software,
            StageName.DISK: self.check_disk,
            StageName.CLOCK: self.check_clock,
            StageName.KEY: self.install_key,
            StageName.ROLE: self.provision,
            StageName.REPORT: self.wait_for_report,
            StageName.REGISTER: self.see_registered,
        }

    def close(self) -> None:
        """End the connection."""
        self._open.close()

    @property
    def unit(self) -> Unit:
        """The unit, once somebody is logged in there."""
        assert self._unit is not None
        return self._unit

    # --- getting there ------------------------------------------------------------------------------------------------

    def find(self) -> str:
        """Where it is."""
        run = self.run
        limit_s = ADDING[StageName.FIND].limit_s - 2.0
        run.found.address, run.found.port = finding.find(run.unit, run.address, run.port, limit_s), run.port
        return f"{run.unit} at {run.found.address}" + ("" if run.port == 22 else f", port {run.port}")

    def identify(self) -> str:
        """Its host key: pinned already, vouched for by a person, or proven with the claim code."""
        run, name = self.run, self.run.unit
        shown = ssh.scan(run.found.address, run.port, timeout_s=4)
        run.found.fingerprint = shown.fingerprint
        if self._secrets.claim_code:
            return self._claim(shown)
        known = ssh.pinned(name)
        if known == shown:
            self._key = shown
            return f"The pinned one: {shown.fingerprint}"
        if run.host_key != shown.fingerprint:
            raise self._unknown(shown, known)
        self._pin(shown, known)
        return f"Pinned as you said: {shown.fingerprint}"

    def _unknown(self, shown: HostKey, known: HostKey | None) -> StageError:
        if self.run.host_key:
            return StageError(
                f"{self.run.unit} shows the host key {shown.fingerprint}, and you said {self.run.host_key}.",
                "Do not go on before you know which host answers there; look at the unit's own screen.",
                "try_again",
            )
        if known is not None:
            return StageError(
                f"{self.run.unit} shows the host key {shown.fingerprint}, not {known.fingerprint}, which is pinned.",
                "If its card was written anew or the unit was replaced, compare the new one with its screen and accept "
                "it. If not, another host answers at its address.",
                "accept_host_key",
            )
        return StageError(
            f"Nobody has vouched for {self.run.unit} yet; it shows {shown.fingerprint}.",
            "Compare that with the unit's own screen (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub) and accept it, "
            "or give its claim code, which needs no comparing.",
            "accept_host_key",
            "give_claim_code",
        )

    def _pin(self, key: HostKey, before: HostKey | None) -> None:
        name = self.run.unit
        ssh.pin(name, key)
        self._key = key

        def put_back() -> None:
            if before is None:
                ssh.unpin(name)
            else:
                ssh.pin(name, before)

        self.undo.append(("its host key", StageName.IDENTITY, put_back))

    def _claim(self, shown: HostKey) -> str:
        """The unit lets the leader's key in by itself; a claim that is put back leaves the unit to be claimed anew."""
        run, line = self.run, ssh.public_key()
        address = f"[{run.found.address}]" if ":" in run.found.address else run.found.address
        try:
            at_leader.claim(
                f"http://{address}", self._secrets.claim_code, get_leader_hostname(), line, shown, timeout_s=4
            )
        except at_leader.ClaimError as error:
            raise StageError(error.cause, error.remedy, "give_claim_code", "give_password") from error
        self._pin(shown, ssh.pinned(run.unit))
        changes = {"added": ["root", "pioreactor"], "allowed": True, "marker": "", "line": line}
        self.undo.append(("its claim", StageName.IDENTITY, lambda: self._take_back(changes)))
        return f"Proven with its claim code: {shown.fingerprint}"

    def log_in(self) -> str:
        """With the account that was given; else, or for a member, as root with the leader's key.

        Servers of today shut out for a while who fails often, so nothing is tried that is not meant.
        """
        run, is_given = self.run, bool(self.run.user or self._secrets.password)
        root = SshHost(run.unit, run.found.address, run.port, "root")
        person = root._replace(user=run.user or USER)
        try:
            self._connect(person if is_given else root, self._secrets.password)
        except LoginRefusedError as error:
            if is_given and self._is_member:
                self._connect(root, "")
                return "With the leader's key"
            if is_given:
                raise StageError(error.cause, error.remedy, "give_password", "give_claim_code") from error
            raise StageError(
                f"{run.unit} does not let the leader in.",
                "Give its claim code, or an account that may use sudo with its password. If it belongs to another "
                "cluster, it has to leave that first: `pio cluster remove` there, or `pio cluster leave` on it.",
                "give_claim_code",
                "give_password",
            ) from error
        if not is_given:
            return "With the leader's key"
        return f"As {person.user} {'with a password' if self._secrets.password else 'with a key'}"

    def _connect(self, host: SshHost, password: str) -> None:
        with ExitStack() as opened:
            connection = opened.enter_context(ssh.connect(host, timeout_s=4, password=password or None, key=self._key))
            self._unit = Unit(connection, host, password)
            self._open.push(opened.pop_all())

    # --- looking, nothing is changed ----------------------------------------------------------------------------------

    def check_free(self) -> str:
        """Whose it is, how it is called, what it is."""
        self._looked = self.unit.ask("look", timeout_s=8)
        return checking.check_free(self.run, self._looked)

    def compare_software(self) -> str:
        """The same release, or what is done about it."""
        return checking.compare_software(self.run)

    def check_disk(self) -> str:
        """Space."""
        return checking.check_disk(self.run)

    def check_clock(self) -> str:
        """Within some seconds of the leader's, or set to it if the person wants so."""
        return checking.check_clock(self.run, self.unit)

    # --- changing -----------------------------------------------------------------------------------------------------

    def install_key(self) -> str:
        """The leader's key for root and pioreactor, and whose the unit is."""
        before = self._looked
        changes = self.unit.ask("install_key", ssh.public_key(), get_leader_hostname())
        is_change = bool(changes["added"] or changes["allowed"] or not changes["marker"])
        if is_change:
            self.undo.append(("the leader's key", StageName.KEY, lambda: self._take_back(changes)))
        self._come_as_root()
        self._is_healthy = self._is_member and not is_change and self._is_well(before)
        return f"For {', '.join(changes['added'])}" if changes["added"] else "It is there already"

    def _come_as_root(self) -> None:
        """From here on as Ansible and every later command do it, for passwords over SSH end with the next stage."""
        root = SshHost(self.run.unit, self.run.found.address, self.run.port, "root")
        if self.unit.host == root:
            return
        try:
            self._connect(root, "")
        except LoginRefusedError as error:
            raise StageError(
                f"The leader's key is on {self.run.unit}, and yet root is not let in with it.",
                "See whether its SSH server says `PermitRootLogin no` elsewhere, or allows only some accounts.",
            ) from error

    def _take_back(self, changes: dict[str, Any]) -> None:
        if self._unit is None:
            self.log_in()
        self.unit.ask("take_back", changes, self._looked)

    def _is_well(self, look: dict[str, Any]) -> bool:
        """True if nothing needs to be provisioned."""
        run = self.run
        is_known = membership.has_model(run.unit, run.model_name, run.model_version)
        return is_known and bool(look["has_credentials"]) and reporting.answers(run.unit) and self._is_ready(3.0)

    def _is_ready(self, limit_s: float) -> bool:
        return reporting.wait_for_report(self.run.unit, limit_s) == "ready"

    def provision(self) -> str:
        """The roles of a worker, by playbooks/add_worker.yml: software, accounts, configuration, services."""
        if self._is_healthy:
            return "Everything is as it should be already"
        run = self.run
        variables = {"add_worker_name": run.unit, "add_worker_address": run.found.address}
        if run.model_name:
            variables |= {"pioreactor_model": run.model_name, "pioreactor_model_version": run.model_version}
        if not run.found.version:
            variables["release_bundle"] = checking.bundle_for(run)
        if not self._is_member:
            self.undo.append(("its accounts and services", StageName.ROLE, self._retire))
        membership.note_port(run.unit, run.port)
        played = play("add_worker", run.unit, variables, self._tell, ADDING[StageName.ROLE].limit_s)
        run.log = played.log
        if not played.is_done:
            raise StageError(
                f"The set-up did not come to its end: {played.cause or 'see what Ansible said'}",
                "Mend what it names, then start it again; what is done is not done twice.",
                details="\n".join(played.log[-15:]),
            )
        # The account pioreactor may be new.
        self.unit.ask("install_key", ssh.public_key(), get_leader_hostname())
        return "Credentials, configuration and services are as they should be"

    def _retire(self) -> None:
        variables = {"remove_worker_name": self.run.unit, "remove_worker_address": self.run.found.address}
        played = play("remove_worker", self.run.unit, variables, self._tell, REMOVING[StageName.RETIRE].limit_s)
        membership.forget_way(self.run.unit)
        if not played.is_done:
            raise StageError(f"Its accounts could not be closed: {played.cause}", "")

    # --- seeing -------------------------------------------------------------------------------------------------------

    def wait_for_report(self) -> str:
        """Its monitor says at the leader's broker that it is ready."""
        limit_s = ADDING[StageName.REPORT].limit_s - 2.0
        word = "ready" if self._is_healthy else reporting.wait_for_report(self.run.unit, limit_s)
        if word != "ready":
            raise StageError(
                f"{self.run.unit} has not reported within {limit_s:.0f} s; the last word of its monitor is "
                f"{word or 'missing'}.",
                f"Look there: journalctl -u pioreactor-monitor -u mosquitto. Does it reach {get_leader_hostname()}?",
            )
        return "Its monitor is ready"

    def see_registered(self) -> str:
        """It stands in the inventory."""
        if not membership.is_member(self.run.unit):
            raise StageError(f"{self.run.unit} does not stand in the inventory.", "Start it again.")
        return membership.described(self.run.unit)
