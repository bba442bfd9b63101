"""Pure state and equations of one vial: time comes in as an argument, no sockets, no files, no clock."""
