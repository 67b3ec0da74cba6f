"""The arguments of every command. Plain argparse: nothing heavy is loaded to read them."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, BooleanOptionalAction
from datetime import date
from pathlib import Path

from jorei.write.formats import FORMS


def _path(name: str) -> Path:
    """A name of a file or folder; an empty one, as an unset variable of a shell leaves it, is not this folder."""
    if not name:
        raise ArgumentTypeError("名前が空です / the name is empty")
    return Path(name)


def _place(name: str) -> str:
    return name if "://" in name else str(_path(name))


def add_build(parser: ArgumentParser) -> None:
    """The arguments of ``jorei build``."""
    parser.add_argument(
        "raw", type=_place, metavar="RAW", help="ファイル、フォルダ、ZIP又は s3://… / a file, a folder, a ZIP or s3://…"
    )
    parser.add_argument(
        "-o", "--output", type=_place, default="corpus/build", metavar="DIR",
        help="出力先のフォルダ又は s3://… / the folder to build, or s3://… (%(default)s)",
    )  # fmt: skip
    parser.add_argument("--jobs", type=_positive, metavar="N", help="並列数 / worker processes (all processors)")
    parser.add_argument("--tokens", action=BooleanOptionalAction, help="形態素の表も作る / the table of morphemes too")
    parser.add_argument("--json", action=BooleanOptionalAction, help="JSONの木も書く / JSON trees too")
    parser.add_argument(
        "--forget", action="store_true",
        help="前のビルドの --tokens --json --ocr を引き継がない / do not keep the options of the last build",
    )  # fmt: skip
    parser.add_argument(
        "--engine", choices=("local", "spark"), default="local",
        help="実行環境。sparkは jorei[spark] が必要 / where it runs; spark needs jorei[spark] (%(default)s)",
    )  # fmt: skip
    parser.add_argument("--master", metavar="URL", help="Sparkのマスター / of Spark: local[*], spark://… (local[*])")
    parser.add_argument(
        "--fresh", action="store_true", help="前のビルドから何も引き継がない / take nothing over from the build there"
    )
    parser.add_argument(
        "--force", action="store_true",
        help="前に読めた文書の1割より多くが内部エラーでも置き換える / replace the build though much of it is lost to internal errors",
    )  # fmt: skip
    _add_ocr(parser)
    _add_corrections(parser)
    _add_loudness(parser)


def add_parse(parser: ArgumentParser) -> None:
    """The arguments of ``jorei parse``."""
    parser.add_argument("file", type=_path, metavar="FILE", help="1件の文書、- は標準入力 / a document, - for stdin")
    parser.add_argument("--format", choices=("tree", "json", *FORMS, "html"), default="tree",
                        help="出力の形 / the form (%(default)s)")  # fmt: skip
    parser.add_argument("--refs", action="store_true", help="参照先も示す / show where references lead")
    _add_ocr(parser)
    _add_corrections(parser)


def _add_loudness(parser: ArgumentParser) -> None:
    loudness = parser.add_mutually_exclusive_group()
    loudness.add_argument(
        "--quiet", "-q", action="store_true", help="誤りのほかは表示しない / print nothing but errors"
    )
    loudness.add_argument("--verbose", "-v", action="store_true", help="すべて1行ずつ表示する / a line for everything")


def _add_ocr(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--ocr", action=BooleanOptionalAction,
        help="画像だけのPDFを文字認識で読む（Tesseractが必要） / recognise scanned PDFs (needs Tesseract)",
    )  # fmt: skip


def add_check(parser: ArgumentParser) -> None:
    """The arguments of ``jorei check``."""
    parser.add_argument(
        "paths", type=_path, nargs="+", metavar="PATH", help="文書、フォルダ又はZIP / documents, folders or ZIPs"
    )
    parser.add_argument(
        "--format",
        choices=("text", "json", "sarif", "github", "xlsx", "html"),
        default="text",
        help="出力の形 / the form (%(default)s)",
    )
    parser.add_argument(
        "-o", "--output", type=_path, metavar="FILE", help="xlsx、htmlの出力先 / where xlsx and html go"
    )
    parser.add_argument(
        "--baseline", type=_path, metavar="FILE",
        help="前の --format json の出力にない指摘だけ / only what an earlier --format json did not have",
    )  # fmt: skip
    parser.add_argument(
        "--all", action="store_true", help="同じ原因の指摘もすべて / each place, not one finding a cause"
    )
    parser.add_argument("--summary", action="store_true", help="1件1行 / one line a document")
    parser.add_argument("--select", type=_codes, metavar="CODES", help="この項目だけ / only these: R01,S14 or R,S")
    parser.add_argument("--ignore", type=_codes, metavar="CODES", help="この項目を除く / not these")
    parser.add_argument(
        "--profile", type=_path, metavar="FILE",
        help="点検の設定（なければ文書のフォルダの jorei-profile.toml） / what is checked, and how strictly",
    )  # fmt: skip
    parser.add_argument("--statistics", action="store_true", help="件数だけ / counts only")


def _add_corrections(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--corrections", type=_path, metavar="FILE",
        help="レビューの修正 / what people said in review (corrections.toml beside the documents)",
    )  # fmt: skip


def add_review(parser: ArgumentParser) -> None:
    """The arguments of ``jorei review``."""
    parser.add_argument("corpus", type=_path, metavar="CORPUS", help="ビルドのフォルダ / the folder of a build")
    parser.add_argument(
        "--raw", type=_path, metavar="RAW", help="元の文書 / what it was built from (raw, when it is there)"
    )
    _add_corrections(parser)
    parser.add_argument("--by", metavar="NAME", help="修正する人の名前 / who is correcting")
    parser.add_argument("--port", type=_port, default=0, metavar="N", help="ポート / port (a free one)")
    parser.add_argument("--no-browser", action="store_true", help="ブラウザを開かない / do not open a browser")
    parser.add_argument(
        "--gold", type=_path, metavar="DIR",
        help="確認済みの文書を正解データとして書き出して終わる / write what was verified as gold data, and end",
    )  # fmt: skip


def add_explain(parser: ArgumentParser) -> None:
    """The arguments of ``jorei explain``."""
    parser.add_argument("code", nargs="?", metavar="CODE", help="R01など。省略すると一覧 / a code; all of them without")


def add_validate(parser: ArgumentParser) -> None:
    """The arguments of ``jorei validate``."""
    parser.add_argument("corpus", type=_path, metavar="CORPUS", help="ビルドのフォルダ / the folder of a build")


def add_compare(parser: ArgumentParser) -> None:
    """The arguments of ``jorei compare``."""
    parser.add_argument("corpus", type=_path, metavar="CORPUS", help="ビルドのフォルダ / the folder of a build")
    parser.add_argument(
        "--docs", nargs="+", metavar="DOC",
        help="比べる文書: doc_id、題名、市区町村、ファイル名。省略すると主題ごとの一覧 / documents; subjects are listed without",
    )  # fmt: skip
    parser.add_argument(
        "-o", "--output", type=_path, metavar="FILE", help="出力先 / what to write: .html .xlsx .csv .parquet"
    )
    parser.add_argument(
        "--keep",
        action="store_true",
        help="対応をビルドのalignmentsに残す / keep the alignments in the build, until the next one",
    )
    parser.add_argument(
        "--matrix", type=_path, metavar="FILE", help="定めの一覧も書き出す / the matrix too: .csv .parquet"
    )


def add_amend(parser: ArgumentParser) -> None:
    """The arguments of ``jorei amend``."""
    parser.add_argument("bases", type=_path, nargs="*", metavar="BASE", help="基の例規 / what is amended")
    parser.add_argument(
        "--by",
        type=_path,
        nargs="+",
        required=True,
        metavar="AMENDING",
        help="一部改正条例など / the amending ordinances",
    )
    parser.add_argument(
        "--with", type=_path, nargs="+", default=[], dest="others", metavar="DOCUMENT",
        help="基を引用する例規 / documents that cite a base",
    )  # fmt: skip
    parser.add_argument(
        "--on", type=_date, metavar="DATE", help="この日に施行されているもの / what is in force on a day"
    )
    parser.add_argument(
        "--promulgated", type=_date, action="append", default=[], metavar="DATE",
        help="公布の日（改正条例の順） / the day of promulgation, one for each amendment",
    )  # fmt: skip
    parser.add_argument("--format", choices=("source", "egov", "akn", "lawtext", "markdown", "json", "html", "operations"),
                        default="source", help="出力の形 / the form (%(default)s)")  # fmt: skip
    parser.add_argument("--with-suppl", action="store_true", help="改正附則も載せる / append the amending 附則")
    _add_table(parser)
    parser.add_argument("-o", "--output", type=_path, metavar="FILE|FOLDER", help="出力先 / where to")


def _add_table(parser: ArgumentParser) -> None:
    """The table of old and new, of an amendment and of two versions."""
    parser.add_argument(
        "--table", type=_path, metavar="FILE", help="新旧対照表を書く / the table of old and new: .html .xlsx .docx"
    )
    parser.add_argument("--old-left", action="store_true", help="対照表の左を改正前に / the old version at the left")
    parser.add_argument(
        "--context", type=int, default=0, metavar="N",
        help="変わる条の前後N条も（略）で載せる / unchanged provisions around a change",
    )  # fmt: skip
    parser.add_argument("--paper", choices=("A4", "A3"), default="A4", help="対照表の用紙 / its paper (%(default)s)")


def add_draft(parser: ArgumentParser) -> None:
    """The arguments of ``jorei draft``."""
    parser.add_argument("old", type=_path, metavar="OLD", help="改正前 / the old version")
    parser.add_argument("new", type=_path, metavar="NEW", help="改正後 / the new version")
    parser.add_argument("-o", "--output", type=_path, metavar="FILE", help="出力先 / where to")
    parser.add_argument("--title", metavar="TITLE", help="改正条例の題名 / the title of the amending ordinance")
    parser.add_argument("--number", metavar="NUMBER", help="改正条例の番号 / its number")
    parser.add_argument("--on", type=_date, metavar="DATE", help="施行期日 / the day it comes into force")
    _add_table(parser)


def add_migrate(parser: ArgumentParser) -> None:
    """The arguments of ``jorei migrate``."""
    parser.add_argument("corpus", type=_path, metavar="CORPUS", help="ビルドのフォルダ / the folder of a build")


def add_search(parser: ArgumentParser) -> None:
    """The arguments of ``jorei search``."""
    parser.add_argument("corpus", type=_path, metavar="CORPUS", help="ビルドのフォルダ / the folder of a build")
    parser.add_argument("words", nargs="+", metavar="WORDS", help="すべてを含む条項を探す / all of them are looked for")
    parser.add_argument(
        "--kind", metavar="KIND", help="条項の種類: 条 項 号 附則 別表 様式 / article, paragraph, item, appdx_table …"
    )
    parser.add_argument("--municipality", metavar="NAME", help="市区町村の名 / of this municipality only")
    parser.add_argument("--limit", type=_positive, default=20, metavar="N", help="件数 / how many (%(default)s)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="出力の形 / the form (%(default)s)")


def add_cite(parser: ArgumentParser) -> None:
    """The arguments of ``jorei cite``."""
    parser.add_argument("file", type=_path, metavar="TEXT", help="文章、- は標準入力 / any text, - for stdin")
    parser.add_argument(
        "--corpus",
        type=_path,
        default=Path("corpus/build"),
        metavar="CORPUS",
        help="ビルドのフォルダ / a build (%(default)s)",
    )
    parser.add_argument("--municipality", metavar="NAME", help="題名だけの例規の自治体 / whose ordinances are meant")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="出力の形 / the form (%(default)s)")


def add_mcp(parser: ArgumentParser) -> None:
    """The arguments of ``jorei mcp``."""
    parser.add_argument("corpus", type=_path, metavar="CORPUS", help="ビルドのフォルダ / the folder of a build")


def add_collect(parser: ArgumentParser) -> None:
    """The arguments of ``jorei collect``."""
    parser.add_argument(
        "source", metavar="URL|LIST",
        help="目次のページ、又はアドレスを1行に1件書いたファイル / a list page, or a file with an address a line",
    )  # fmt: skip
    parser.add_argument(
        "-o", "--output", type=_path, default=Path("raw"), metavar="RAW", help="保存先 / where to (%(default)s)"
    )
    parser.add_argument(
        "--delay", type=_seconds, default=1.0, metavar="S", help="間隔（秒） / seconds between requests (%(default)s)"
    )
    parser.add_argument("--limit", type=_positive, metavar="N", help="文書の数の上限 / at most so many documents")
    parser.add_argument("--municipality", metavar="NAME", help="manifest.csvに書く市区町村 / written to manifest.csv")
    parser.add_argument("--licence", metavar="TEXT", help="manifest.csvに書く利用条件 / written to manifest.csv")


def add_export(parser: ArgumentParser) -> None:
    """The arguments of ``jorei export``."""
    parser.add_argument("corpus", type=_path, metavar="CORPUS", help="ビルドのフォルダ / the folder of a build")
    parser.add_argument("--format", choices=(*FORMS, "jsonl", "csv"), required=True,
                        help="出力の形。jsonlとcsvは1条1行 / the form; jsonl and csv have an article a line")  # fmt: skip
    parser.add_argument("-o", "--output", type=_path, required=True, metavar="DIR|FILE", help="出力先 / where to")


def add_sql(parser: ArgumentParser) -> None:
    """The arguments of ``jorei sql``."""
    parser.add_argument("corpus", type=_path, metavar="CORPUS", help="ビルドのフォルダ / the folder of a build")
    parser.add_argument("query", nargs="?", metavar="QUERY", help="省略すると対話 / a shell without it")
    parser.add_argument(
        "--format", choices=("table", "csv", "json"), default="table", help="出力の形 / the form (%(default)s)"
    )
    parser.add_argument("--limit", type=_positive, metavar="N", help="行数の上限 / at most so many rows")
    parser.add_argument(
        "--unrestricted", action="store_true", help="ビルドの外のファイルも読み書きする / let a query use other files"
    )


def add_registry(parser: ArgumentParser) -> None:
    """The arguments of ``jorei registry``."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    take = actions.add_parser("import", help="一覧を取り込む / take in a list")
    take.add_argument("kind", choices=("laws", "municipalities"), metavar="laws|municipalities",
                      help="法令か市区町村か / which list it is")  # fmt: skip
    take.add_argument("file", type=_path, metavar="FILE", help="e-Govの法令一覧(JSON)、市区町村(CSV) / JSON, CSV")
    actions.add_parser("update", help="元のファイルから取り込み直す / take each in again from its file")
    actions.add_parser("list", help="取り込んだ一覧を表示する / show what is there")


def add_completion(parser: ArgumentParser) -> None:
    """The arguments of ``jorei completion``."""
    parser.add_argument("shell", choices=("bash", "zsh", "fish", "powershell"), metavar="bash|zsh|fish|powershell",
                        help="シェル / the shell")  # fmt: skip


def add_version(_parser: ArgumentParser) -> None:
    """``jorei version`` has no arguments."""


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"1以上の整数ではありません / no positive number: {text}")
    return int(text)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65_535:
        raise ArgumentTypeError(f"ポート番号ではありません / no port: {text}")
    return int(text)


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 3600:
        raise ArgumentTypeError(f"0から3600までの秒数ではありません / no number of seconds: {text}")
    return value


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"日付ではありません / no date: {text}") from None


def _codes(text: str) -> tuple[str, ...]:
    return tuple(code.strip().upper() for code in text.split(",") if code.strip())
