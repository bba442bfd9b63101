"""Who may use the appliance: roles, passwords, the claim, sessions and tokens."""
