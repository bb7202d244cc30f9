"""The registry of named questions: every `.rq` file below a folder, and the `.yaml` of a computed one, by its stem."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from dvgraph.errors import InvalidInput, UnknownName
from dvgraph.questions.header import Question, parse_computed, parse_question

__all__ = ["Registry"]


class Registry:
    """The questions of a folder; each file is read when it is first asked for.

    :param folder: the folder, for messages.
    :param files: question -> its file.
    """

    def __init__(self, folder: Path, files: Mapping[str, Path]) -> None:
        self.folder = folder
        self._files = dict(files)
        self._read: dict[str, Question] = {}

    @classmethod
    def open(cls, folder: Path) -> Registry:
        """Return the registry of a folder.

        :raises InvalidInput: two files have the same stem, or there is no folder.
        """
        if not folder.is_dir():
            raise InvalidInput("There is no folder of questions here.", str(folder))
        files: dict[str, Path] = {}
        for file in sorted([*folder.rglob("*.rq"), *folder.rglob("*.yaml")]):
            if file.stem in files:
                raise InvalidInput(f"The question {file.stem!r} stands in {files[file.stem]} already.", str(file), 1)
            files[file.stem] = file
        return cls(folder, dict(sorted(files.items())))

    def names(self) -> list[str]:
        """Return the names of all questions, sorted."""
        return list(self._files)

    def get(self, name: str) -> Question:
        """Return the question of a name.

        :raises UnknownName: there is none; the error carries the nearest names.
        :raises InvalidInput: its file breaks a rule; with file and line.
        """
        if name not in self._files:
            raise UnknownName("question", name, self._files)
        if name not in self._read:
            file = self._files[name]
            shown = file.relative_to(self.folder.parent)
            subject = file.parent.relative_to(self.folder).as_posix().removeprefix(".")
            try:
                text = file.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                raise InvalidInput("This is not UTF-8 text.", str(shown)) from None
            parse = parse_computed if file.suffix == ".yaml" else parse_question
            self._read[name] = parse(text, shown, subject)
        return self._read[name]

    def __iter__(self) -> Iterator[Question]:
        """Yield all questions, sorted by name; raises as `get`."""
        return (self.get(name) for name in self._files)

    def __len__(self) -> int:
        return len(self._files)

    def __contains__(self, name: object) -> bool:
        return name in self._files

    def tags(self) -> list[str]:
        """Return the tags of all questions, sorted."""
        return sorted({tag for question in self for tag in question.tags})
