"""A unit after the role `base`, seen from outside the role."""


def test_data_belongs_to_the_unit_s_own_user(host):
    root = host.file("/home/pioreactor/.pioreactor")
    assert (root.user, root.group, root.mode) == ("pioreactor", "pioreactor", 0o750)
