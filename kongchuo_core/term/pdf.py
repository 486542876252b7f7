"""PDF of the papers, through LibreOffice where it is installed: all files in one call with a
profile of its own, counted.

The PDFs are tagged, show their title and are in Chinese. What a clock or chance put into them is
replaced by fixed values, so that the same papers in the same order give the same bytes; they are
"tagged", and no more is claimed. A colophon stands on an even page, as the standard has it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from xml.sax.saxutils import escape

import psutil
from lxml import etree
from pylopdf_fonts_zh_cn import serif_path

from kongchuo_core.documents.official.effective import Package, W
from kongchuo_core.vocabulary.errors import UsageError

DEBIAN_PACKAGE = "libreoffice-writer-nogui"
START_SECONDS, FILE_SECONDS = 60, 10
"""How long a call may take: the start with a new profile, and each file."""

_TRUE = {"type": "boolean", "value": "true"}
_FILTER = "pdf:writer_pdf_Export:" + json.dumps(
    {"PDFUACompliance": _TRUE, "DisplayPDFDocumentTitle": _TRUE}, separators=(",", ":")
)
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>zh-CN</value></prop></item></oor:items>"""
"""With a Chinese locale LibreOffice takes the document's East Asian language for the PDF's."""
_CORE = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title></cp:coreProperties>"""
STAND_INS = {
    "方正小标宋简体": ("FZXiaoBiaoSong-B05S", "华文中宋"),
    "仿宋_GB2312": ("仿宋", "FangSong"),
    "宋体": ("SimSun",),
    "楷体_GB2312": ("楷体", "KaiTi", "AR PL KaitiM GB"),
    "黑体": ("SimHei", "Noto Sans SC"),
    "Times New Roman": ("Liberation Serif", "Nimbus Roman"),
}
"""Fonts of the standard → what stands in, the best first, where the machine has none of that name;
last of all Noto Serif SC.

The Chinese ones set a character in a square, so that lines and pages come out as with the
standard's own fonts.
"""
_UNSETTLED = (
    (re.compile(rb"(?<=/CreationDate\(D:)\d{14}"), b"19800101000000"),
    (re.compile(rb"(?<=<xmp:CreateDate>)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"), b"1980-01-01T00:00:00"),
    (re.compile(rb"(?<=<xmp:ModifyDate>)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"), b"1980-01-01T00:00:00"),
    (re.compile(rb"/Lang\(en-US\)"), b"/Lang(zh-CN)"),
)
"""Written by the clock, or the language of Latin letters; replaced by as many bytes, so that the
file's offsets hold.
"""
COLOPHON = "印发机关和日期"
"""The style by which a colophon is known."""
_BODY, _PAGE = "word/document.xml", re.compile(rb"/Type/Page\b(?!s)")
_IDENTITY = re.compile(rb"(?<=[<\s/])[0-9A-F]{32}(?=[>\s])")


def program() -> str:
    """LibreOffice's program. Raises ``UsageError`` with the package to install where it is
    missing.
    """
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        raise UsageError(
            "没有安装 LibreOffice，不能生成 PDF",
            remedy=f"请管理员运行 apt-get install {DEBIAN_PACKAGE}；或者不加 --pdf，用 Word 另存为 PDF",
        )
    return found


def to_pdf(files: Sequence[Path], *, seconds: float | None = None) -> list[Path]:
    """Make a PDF beside each paper, of the same name; an older one is replaced.

    Parameters
    ----------
    files : papers (``.docx``); files of one name in several folders are no trouble.
    seconds : how long LibreOffice may take, by default ``START_SECONDS`` and ``FILE_SECONDS`` for
        each file.

    Returns
    -------
    list of Path
        the PDFs in the order of the papers; none is written unless all could be made.

    Raises
    ------
    UsageError
        where LibreOffice is missing, takes too long or leaves files out.
    """
    if not files:
        return []
    soffice = program()
    limit = START_SECONDS + FILE_SECONDS * len(files) if seconds is None else seconds
    with tempfile.TemporaryDirectory(prefix=".pdf-", dir=files[0].parent) as folder:
        work = Path(folder)
        sources = [_copied(file, work / f"{number:05}.docx") for number, file in enumerate(files)]
        said = _convert(soffice, sources, work, limit)
        made = [source.with_suffix(".pdf") for source in sources]
        odd = [pdf.with_suffix(".docx") for pdf in made if pdf.is_file() and _pages(pdf) % 2]
        if moved := [source for source in odd if _colophon_overleaf(source)]:
            _convert(soffice, moved, work, limit)
        left_out = [file.name for file, pdf in zip(files, made, strict=True) if not pdf.is_file()]
        if left_out:
            raise UsageError(
                f"{len(files)}份文书只转成了{len(files) - len(left_out)}份 PDF，缺：{'、'.join(left_out[:3])}（{said}）",
                remedy="关闭正在运行的 LibreOffice 后重试；仍不行，用 Word 另存为 PDF",
            )
        settled = [_settled(pdf.read_bytes()) for pdf in made]
    for file, content in zip(files, settled, strict=True):
        file.with_suffix(".pdf").write_bytes(content)
    return [file.with_suffix(".pdf") for file in files]


def _pages(pdf: Path) -> int:
    return len(_PAGE.findall(pdf.read_bytes()))


def _colophon_overleaf(copy: Path) -> bool:
    """Put the colophon of a paper that ends on an odd page onto a page of its own, the even one
    behind it (GB/T 9704, 7.4); whether the paper has one.
    """
    package = Package.read(copy)
    anchors = [
        next(a for a in reversed(list(p.element.iterancestors(f"{W}p"))))
        for p in package.paragraphs
        if p.style == COLOPHON and p.box
    ]
    if not anchors:
        return False
    properties = anchors[-1].find(f"{W}pPr")
    properties.insert(1, etree.Element(f"{W}pageBreakBefore"))
    body = etree.tostring(package.root(_BODY), encoding="UTF-8", xml_declaration=True)
    with zipfile.ZipFile(copy) as source:
        parts = {name: source.read(name) for name in source.namelist()} | {_BODY: body}
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return True


def _end(pid: int) -> None:
    """End a program and what it started; soffice is a starter of the program proper."""
    with suppress(psutil.NoSuchProcess):
        started = psutil.Process(pid)
        for process in (*started.children(recursive=True), started):
            with suppress(psutil.NoSuchProcess):
                process.kill()


def _copied(file: Path, copy: Path) -> Path:
    """A copy whose properties tell its title, which the paper itself, stripped of properties,
    doesn't.
    """
    package = Package.read(file)
    written = [
        p.text.replace("\n", "").strip()
        for p in package.paragraphs
        if p.style == "title" and p.text.strip()
    ]
    with (
        zipfile.ZipFile(file) as source,
        zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            core = name == "docProps/core.xml"
            target.writestr(
                name,
                _CORE.format(escape(written[0] if written else file.stem))
                if core
                else source.read(name),
            )
    return copy


def _convert(soffice: str, sources: Sequence[Path], work: Path, seconds: float) -> str:
    """One call of LibreOffice for all; returns how it ended. Its whole process group is ended where
    it takes too long.
    """
    profile = work / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, "utf-8")
    (work / "fonts.conf").write_text(_font_rules(), "utf-8")
    command = [
        soffice,
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--norestore",
        "--convert-to",
        _FILTER,
        "--outdir",
        str(work),
        *map(str, sources),
    ]
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env=os.environ | {"TZ": "UTC", "FONTCONFIG_FILE": str(work / "fonts.conf")},
    ) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            _end(process.pid)
            raise UsageError(
                f"LibreOffice 用了{seconds:g}秒还没有转完{len(sources)}份文书",
                remedy="关闭其他程序后重试；仍不行，不加 --pdf，用 Word 另存为 PDF",
            ) from None
    return f"LibreOffice 退出状态 {process.returncode}"


def _font_rules() -> str:
    """The machine's own rules, the fonts that came with our charts, and what stands in for the
    standard's fonts.
    """
    own = os.environ.get("FONTCONFIG_FILE", "/etc/fonts/fonts.conf")
    aliases = "".join(
        f'<alias binding="same"><family>{font}</family><accept>'
        + "".join(f"<family>{name}</family>" for name in (*names, "Noto Serif SC"))
        + "</accept></alias>"
        for font, names in STAND_INS.items()
    )
    return (
        f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f'<include ignore_missing="yes">{escape(own)}</include><dir>{escape(str(serif_path().parent))}</dir>'
        f"{aliases}</fontconfig>"
    )


def _settled(pdf: bytes) -> bytes:
    """The same file without what a clock or chance put in; its two identities become digests of its
    content.
    """
    for pattern, fixed in _UNSETTLED:
        pdf = pattern.sub(fixed, pdf)
    start = pdf.rfind(b"trailer")
    body, trailer = pdf[:start], pdf[start:]
    digest = hashlib.sha256(body).hexdigest()[:32].upper().encode()
    return body + _IDENTITY.sub(digest, trailer)
