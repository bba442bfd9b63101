"""Builds an image: `make image` (Raspberry Pi OS) and `make image-debian` (plain Debian)."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import pioreactor
from image import bootstrap, raspios, trees
from image.converge import PROJECT, Release, converge
from image.export import export
from image.programs import TO_BUILD, ImageError, call, require
from image.publishing import publish
from image.steps import step
from image.verify.checking import check
from pioreactor.cluster.release.signature import IDENTITY, NAMESPACE
from pioreactor.exc import PioreactorError

HOW_TO_MAKE_A_KEY = """No key to sign with. Units trust the releases that it has signed; there is no default key.
  make one, once:   ssh-keygen -t ed25519 -f ~/.ssh/pioreactor-release -C release
  build with it:    make image-debian KEY=~/.ssh/pioreactor-release"""


def main() -> None:
    """Build, check and sign, or say why not."""
    options = parsed()
    try:
        path = build(options)
    except (ImageError, PioreactorError) as error:
        sys.exit(str(error))
    sys.stdout.write(f"{path} ({path.stat().st_size / 1e6:.0f} MB)\n")


def parsed() -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(prog="make image", description="Builds the image of an SD card.")
    parser.add_argument("variant", choices=("raspios", "debian"))
    parser.add_argument("--suite", default=bootstrap.SUITES[0], choices=bootstrap.SUITES)
    parser.add_argument("--key", default=os.environ.get("KEY", ""), help="private SSH key that signs releases")
    parser.add_argument("--bundle", type=Path, help="a release for aarch64; default: one is made of this checkout")
    parser.add_argument("--output", type=Path, default=PROJECT / "dist")
    parser.add_argument("--cache", type=Path, default=PROJECT / ".make/image", help="what is kept between builds")
    return parser.parse_args()


def build(options: argparse.Namespace) -> Path:
    """The path of the compressed image. Raises ImageError or PioreactorError."""
    if not options.key or not (key := Path(options.key).expanduser()).is_file():
        raise ImageError(HOW_TO_MAKE_A_KEY)
    if os.geteuid() != 0:
        raise ImageError("An image has files of several users and is entered with chroot: build it as root.")
    trees.see_own_mounts_only()
    require(TO_BUILD)
    cache, output = options.cache.resolve(), options.output.resolve()
    cache.mkdir(parents=True, exist_ok=True)
    release = Release(options.bundle or bundle(key, output), signers(key, cache))
    image = output / f"pioreactor-{pioreactor.__version__}-{options.variant}-{options.suite}-arm64.img"
    image.unlink(missing_ok=True)
    if options.variant == "debian":
        build_debian(options.suite, release, image, cache)
    else:
        raspios.build(options.suite, release, image, cache)
    with step("compress and sign"):
        compressed = publish(image, key)
    with step("check"):
        if problems := check(image, release.signers):
            raise ImageError("The image is not as it should be:\n  " + "\n  ".join(problems))
    return compressed


def build_debian(suite: str, release: Release, image: Path, cache: Path) -> None:
    """Plain Debian from the cache, the roles, the image. Raises ImageError."""
    with step("plain Debian"):
        base = bootstrap.base(suite, cache)
    root = cache / f"root-{suite}"
    with step("copy"):
        trees.remove(root)
        call(["cp", "--archive", "--reflink=auto", base, root])
    with step("roles"):
        converge(root, release, cache)
    with step("image"):
        export(root, image)
    trees.remove(root)


def bundle(key: Path, output: Path) -> Path:
    """A release of this checkout for the image. Raises ImageError."""
    with step("release"):
        command: list[str | Path] = [sys.executable, PROJECT / ".ci/release.py", "--architecture", "aarch64"]
        call([*command, "--key", key, "--output", output], cwd=PROJECT)
    return output / f"pioreactor-{pioreactor.__version__}-aarch64.tar"


def signers(key: Path, cache: Path) -> Path:
    """Who is trusted by units of the image: the owner of the key."""
    public = call(["ssh-keygen", "-y", "-f", key]).stdout.decode().strip()
    file = cache / "release-signers"
    file.write_text(f'{IDENTITY} namespaces="{NAMESPACE}" {public}\n')
    return file


if __name__ == "__main__":
    main()
