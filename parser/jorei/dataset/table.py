"""`Table`: one dataset of a build, opened for reading."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jorei.dataset.extras import optional
from jorei.dataset.pinned import PinnedBuild
from jorei.dataset.schema import arrow_schema

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


class Table:
    """One dataset of a build; nothing is read before it is asked for."""

    def __init__(self, build: PinnedBuild, name: str) -> None:
        self._build, self.name = build, name

    @property
    def folder(self) -> Path:
        """The folder to read the parts from."""
        return self._build.root / self.name

    def __repr__(self) -> str:
        return f"<jorei table {self.name}: {len(self.files)} part(s) in {self._build.path / self.name}>"

    def __len__(self) -> int:
        import pyarrow.parquet as pq

        with self.reading():
            return sum(pq.read_metadata(file).num_rows for file in self.files)

    @property
    def files(self) -> list[Path]:
        """The part files, in order."""
        with self._build.reading():  # the folder may go while it is listed
            files = sorted(self.folder.glob("*.parquet"))
        self._build.check()
        return files

    def part(self, name: str) -> Path | None:
        """The part of this file name; None when this dataset has none."""
        file = self.folder / name
        if file.exists():
            return file
        self._build.check()
        return None

    def reading(self) -> AbstractContextManager[None]:
        """While parts are read: `Refused` when they are gone, or may be those of another build."""
        return self._build.reading()

    def to_arrow(self, columns: list[str] | None = None, filters: Any = None) -> pa.Table:
        """The whole dataset, or some columns of it; ``filters`` as in `pyarrow.parquet.read_table`."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        with self.reading():
            tables = [pq.read_table(file, columns=columns, filters=filters) for file in self.files]
        if not tables:
            return arrow_schema(self.name).empty_table()
        return pa.concat_tables(tables)

    def to_pandas(self, columns: list[str] | None = None, filters: Any = None) -> pd.DataFrame:
        """The dataset as a DataFrame; strings that repeat become categories, dates datetime64."""
        frame: pd.DataFrame = self.to_arrow(columns, filters).unify_dictionaries().to_pandas(date_as_object=False)
        return frame

    def to_polars(self, columns: list[str] | None = None, filters: Any = None) -> Any:
        """The dataset as a polars DataFrame (needs polars); ids are strings in every dataset, so that all join."""
        return optional("polars").from_arrow(self.to_arrow(columns, filters))
