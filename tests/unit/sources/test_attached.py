"""Attached wording: kept for its owner alone, tied to text and digest, refused where the text is another."""

import logging
import stat
from pathlib import Path

import pytest

from dvgraph.errors import InvalidInput
from dvgraph.sources.attached import AttachedText, attach, attached_text, detach
from tests.unit.invented import Invented


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder that does not exist yet."""
    return tmp_path / "data"


def test_attach_keeps_each_items_wording_as_printed(invented: Invented, data: Path) -> None:
    report = attach(invented.load(), invented.texts, data)
    (text,) = report.texts
    assert text == AttachedText("text.txt", text.sha256, "ex", 7, 7)
    assert (report.missing, report.refused) == ((), ())
    assert attached_text(data, "ex:O1", "79d7beac2f8db8d8") == "Calls are answered."
    assert attached_text(data, "ex:O1-LNK1", "614f92d55989b968") is None


def test_wording_is_not_shown_of_an_item_that_states_another_digest(invented: Invented, data: Path) -> None:
    attach(invented.load(), invented.texts, data)
    assert attached_text(data, "ex:O1", "0" * 16) is None
    assert attached_text(data, "ex:O1", None) is None
    assert attached_text(data, "ex:O2", "79d7beac2f8db8d8") is None


def test_only_the_owner_can_read_what_is_attached_and_no_repository_takes_it_in(invented: Invented, data: Path) -> None:
    attach(invented.load(), invented.texts, data)
    folder = data / "attached"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "texts.sqlite").stat().st_mode) == 0o600
    assert sorted(file.name for file in folder.iterdir()) == [".gitignore", "texts.sqlite"]
    assert (folder / ".gitignore").read_text(encoding="utf-8") == "*\n"


def test_another_text_is_refused_and_what_was_attached_stays(invented: Invented, data: Path) -> None:
    attach(invented.load(), invented.texts, data)
    invented.change("Answer the telephone", "Answer the door", invented.text)
    with pytest.raises(InvalidInput, match="SHA-256"):
        attach(invented.load(), invented.texts, data)
    assert attached_text(data, "ex:O1", "79d7beac2f8db8d8") == "Calls are answered."


def test_files_beside_the_text_are_refused_by_name(invented: Invented, data: Path) -> None:
    (invented.texts / "other.txt").write_text("something else", encoding="utf-8")
    assert attach(invented.load(), invented.texts, data).refused == ("other.txt",)
    assert attached_text(data, "ex:O1", "79d7beac2f8db8d8") == "Calls are answered."


def test_item_whose_span_or_digest_does_not_fit_is_left_out(invented: Invented, data: Path) -> None:
    invented.change('"79d7beac2f8db8d8"', '"79d7beac2f8db8d9"')
    invented.change('"2:4-24"', '"20:4-24"')
    (text,) = attach(invented.load(), invented.texts, data).texts
    assert (text.items, text.of) == (5, 7)
    assert attached_text(data, "ex:O1", "79d7beac2f8db8d9") is None


def test_detach_removes_everything(invented: Invented, data: Path) -> None:
    attach(invented.load(), invented.texts, data)
    assert detach(data)
    assert not (data / "attached").exists()
    assert attached_text(data, "ex:O1", "79d7beac2f8db8d8") is None
    assert not detach(data)


def test_damaged_store_shows_nothing_and_is_logged(
    invented: Invented, data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    attach(invented.load(), invented.texts, data)
    (data / "attached" / "texts.sqlite").write_bytes(b"no database" * 100)
    with caplog.at_level(logging.WARNING):
        assert attached_text(data, "ex:O1", "79d7beac2f8db8d8") is None
    assert "attach the texts anew" in caplog.text


def test_log_holds_no_wording(invented: Invented, data: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        attach(invented.load(), invented.texts, data)
        attached_text(data, "ex:O1", "79d7beac2f8db8d8")
    assert "7 items" in caplog.text
    assert "answered" not in caplog.text
