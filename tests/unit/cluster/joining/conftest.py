from tests.unit.cluster.ssh.conftest import data_root as data_root
from tests.unit.cluster.ssh.conftest import sshd as sshd
