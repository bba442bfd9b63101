"""What an image is made of: Debian and Python packages, as a list for people and as an SBOM (SPDX 2.3)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from email.parser import Parser
from pathlib import Path


@dataclass(frozen=True, order=True)
class Component:
    """One package."""

    kind: str
    name: str
    version: str
    architecture: str = ""

    @property
    def purl(self) -> str:
        """The name by which databases of known weaknesses know it."""
        if self.kind == "deb":
            return f"pkg:deb/debian/{self.name}@{self.version}?arch={self.architecture}"
        return f"pkg:pypi/{self.name.lower()}@{self.version}"


def components(root: Path) -> list[Component]:
    """All packages in a root file system, sorted."""
    return sorted([*_debian(root / "var/lib/dpkg/status"), *_python(root)])


def _debian(status: Path) -> list[Component]:
    found = []
    for paragraph in status.read_text().split("\n\n"):
        fields = dict(re.findall(r"^(Package|Version|Architecture|Status): (.*)$", paragraph, re.MULTILINE))
        if fields.get("Status", "").endswith(" installed"):
            found.append(Component("deb", fields["Package"], fields["Version"], fields["Architecture"]))
    return found


def _python(root: Path) -> set[Component]:
    places = root.glob("opt/pioreactor/releases/*/venv/lib/python3*/site-packages/*.dist-info/METADATA")
    headers = [Parser().parsestr(place.read_text(errors="replace"), headersonly=True) for place in places]
    return {Component("pypi", str(header["Name"]), str(header["Version"])) for header in headers}


def text(found: list[Component]) -> str:
    """One line for each package."""
    return "".join(f"{one.kind} {one.name} {one.version} {one.architecture}".rstrip() + "\n" for one in found)


def spdx(found: list[Component], name: str) -> str:
    """The SBOM of the image ``name``."""
    packages = [
        {
            "SPDXID": f"SPDXRef-{number}",
            "name": one.name,
            "versionInfo": one.version,
            "downloadLocation": "NOASSERTION",
            "filesAnalyzed": False,
            "externalRefs": [
                {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": one.purl}
            ],
        }
        for number, one in enumerate(found)
    ]
    document = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": name,
        "documentNamespace": f"urn:pioreactor:image:{name}",
        # Fixed: the same image has the same bill.
        "creationInfo": {"created": "1980-01-01T00:00:00Z", "creators": ["Tool: pioreactor-image"]},
        "packages": packages,
        "relationships": [
            {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": one["SPDXID"]}
            for one in packages
        ],
    }
    return json.dumps(document, indent=1) + "\n"
