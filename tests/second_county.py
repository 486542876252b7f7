"""A second fictitious county: other names, townships beside towns, a document of its own whose
chapters stand in another order.

It is made from the model's params by replacing every name of theirs, so that a name that stands
fixed in the program shows.
"""

from __future__ import annotations

from pathlib import Path

from kongchuo_core.settings.workspace import SAMPLE_KEY, Workspace, init
from kongchuo_core.start.example import make_example

NAMES = {
    "赤鹫, 赤鹫乡,": "青溪,",
    "富民": "云岭",
    "富政教督": "云教督",
    "富控辍办": "云控辍办",
    "闭环管理机制": "常态化工作办法",
    "昆明市": "安源市",
    "永定": "河口",
    "大营": "松林",
    "罗免镇": "石鼓乡",
    "罗免": "石鼓",
    "赤鹫镇": "青溪乡",
    "赤鹫": "青溪",
    "东村": "白沙",
    "款庄": "新桥",
    "散旦": "平坝",
    "5301": "5399",
}
"""A name of the model county → the second county's."""
SECTIONS = {
    "M1": "第七条",
    "M2": "第九条（一）",
    "M3": "第九条（二）",
    "M4": "第十条",
    "M5": "第十一条",
    "M6": "第五条",
    "M7": "第三条",
}
"""Its document: accountability comes first, organisation near the end."""
WRONG = (
    *(n for n in NAMES if not n.isdigit() and "," not in n),
    "第一部分",
    "第二部分",
    "第三部分",
    "第四部分",
)
"""What may stand in none of its papers."""


def make(folder: Path, *, children: int = 100) -> Workspace:
    """The workspace with two terms' registers."""
    workspace = init(folder, key=SAMPLE_KEY)
    for path in sorted(workspace.params.rglob("*.yaml")):
        text = path.read_text("utf-8")
        for old, new in NAMES.items():
            text = text.replace(old, new)
        if path.name == "county.yaml":
            for town in ("石鼓乡", "青溪乡"):
                text = text.replace(f"name: {town}, kind: 镇", f"name: {town}, kind: 乡")
            text = text.replace("）第四部分", "）第三条")
        path.write_text(text, "utf-8")
    sections = "\n".join(f"  {chapter}: {section}" for chapter, section in SECTIONS.items())
    (workspace.params / "mechanism.yaml").write_text(f"sections:\n{sections}\n", "utf-8")
    return make_example(folder, seed=5, children=children)
