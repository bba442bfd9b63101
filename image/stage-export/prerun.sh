#!/bin/bash -e
# pi-gen wants this folder; the root file system of the last stage is taken as it is.
mkdir -p "${ROOTFS_DIR}"
