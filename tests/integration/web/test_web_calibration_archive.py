"""The calibrations of workers in one archive, fetched through the leader."""

from __future__ import annotations

import io
import zipfile

import msgspec

from pioreactor.testing.calibrations import pump_calibration_text
from tests.integration.web.web_cluster import Unit


def test_all_calibrations_come_in_one_archive_and_can_be_uploaded_again(cluster: tuple[Unit, Unit, str]) -> None:
    leader, worker, _ = cluster
    upload = "/unit_api/calibrations/media_pump"
    assert worker.ask("POST", upload, {"calibration_data": pump_calibration_text()})[0] == 201
    before = worker.ask("GET", f"{upload}/monday")[1]
    with zipfile.ZipFile(io.BytesIO(leader.download("/api/workers/$broadcast/zipped_calibrations"))) as archive:
        assert set(archive.namelist()) == {"work1/media_pump/monday.yaml", "metadata.json"}
        text = archive.read("work1/media_pump/monday.yaml").decode()
    assert leader.download("/api/workers/work1/calibrations/media_pump/monday/file").decode() == text
    assert worker.ask("DELETE", f"{upload}/monday")[0] == 200
    assert worker.ask("POST", upload, {"calibration_data": text})[0] == 201
    assert worker.ask("GET", f"{upload}/monday")[1] == before
    worker.stop()
    with zipfile.ZipFile(io.BytesIO(leader.download("/api/workers/work1/zipped_calibrations"))) as archive:
        assert archive.namelist() == ["metadata.json"]
        assert msgspec.json.decode(archive.read("metadata.json"))["omitted_workers"] == ["work1"]
