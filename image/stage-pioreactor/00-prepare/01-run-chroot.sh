# Nobody but root and who is named at the first boot.
for name in $(awk -F: '$3 >= 1000 && $3 < 60000 { print $1 }' /etc/passwd); do
	userdel --remove "$name"
done

# pi-gen's first stage switches it off while packages come, and its own export, which we do without, on again.
if [ -f /etc/initramfs-tools/update-initramfs.conf ]; then
	sed -i 's/^update_initramfs=.*/update_initramfs=yes/' /etc/initramfs-tools/update-initramfs.conf
	sed -i 's/^MODULES=.*/MODULES=dep/' /etc/initramfs-tools/initramfs.conf
	update-initramfs -k all -c
fi
