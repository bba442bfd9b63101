#!/bin/bash -e
# The roles do the rest.
unmount "${ROOTFS_DIR}"
cd "${PIOREACTOR_PROJECT}"
"${PIOREACTOR_PYTHON}" -m image.converge "${ROOTFS_DIR}"
