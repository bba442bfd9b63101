#!/bin/bash -e
# pi-gen exports its own last stage as well, unless its tree is changed.
case "${EXPORT_ROOTFS_DIR}" in */stage-pioreactor/rootfs) ;; *) exit 0 ;; esac
unmount "${EXPORT_ROOTFS_DIR}"
cd "${PIOREACTOR_PROJECT}"
"${PIOREACTOR_PYTHON}" -m image.export "${EXPORT_ROOTFS_DIR}"
