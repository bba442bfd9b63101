"""``pio cluster``: what the leader does to provision its units."""

from __future__ import annotations

from pioreactor.cli.lazy import Entry, LazyGroup

cluster = LazyGroup(
    "cluster",
    table={
        "credentials": Entry("pioreactor.cli.cluster.credentials:credentials", "Make and renew the units' secrets."),
        "inventory": Entry("pioreactor.cli.cluster.inventory:inventory", "Print the units for Ansible."),
        "register": Entry("pioreactor.cli.cluster.membership:register", "Put a unit into the inventory."),
        "rollback": Entry("pioreactor.cli.cluster.upgrade:rollback", "Bring every unit back to the release of before."),
        "upgrade": Entry("pioreactor.cli.cluster.upgrade:upgrade", "Bring a release to every unit."),
        "unregister": Entry("pioreactor.cli.cluster.membership:unregister", "Take a unit out of the inventory."),
    },
    help="Provision the units of the cluster; on the leader.",
    no_args_is_help=True,
)
