"""What was found wanting and what must be done by when: each finding a problem and a demand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kongchuo_core.documents.inspection import sentences as say
from kongchuo_core.documents.inspection.counts import Absences, Children, Window
from kongchuo_core.documents.wording import chinese_date, listed


@dataclass(frozen=True)
class Finding:
    """A problem, empty where there is work but no fault, and who must do what by when.

    Where ``day`` is set the demand ends without the day and without a full stop: ``problems.demanded`` says them.
    """

    problem: str
    demand: str
    day: date | None = None


@dataclass(frozen=True)
class Found:
    """What the findings are drawn from.

    ``parts`` are the towns of the county, none for a town; ``by`` is the term's last day; ``own`` where a town speaks of itself;
    ``brief`` where the report tells elsewhere how many there are in each town, and says once when the term ends; ``cases`` where
    the loop's cases tell how far the suspected have come, so that what the comparison found of them is no problem by itself.
    """

    whole: Children
    parts: tuple[Children, ...]
    unknown_households: int
    windows: tuple[Window, ...]
    absences: Absences
    quality: int
    by: date
    own: bool = False
    brief: bool = False
    cases: bool = False

    @property
    def who(self) -> str:
        """Who visits families: the county's towns, or this town."""
        return "各镇（街道）" if self.parts else self.named([self.whole.place])

    def named(self, towns: Sequence[str]) -> str:
        """Towns as the subject of a demand: a town that speaks of itself needs none."""
        return "" if self.own else listed(towns)

    @property
    def until(self) -> str:
        """The day by which a thing is to be done, in words."""
        return "本学期结束前" if self.brief else f"本学期结束（{chinese_date(self.by)}）前"


def findings(found: Found) -> tuple[Finding, ...]:
    """Every finding, the children first."""
    children = () if found.cases else (*_suspected(found), *_explained(found))
    return (
        *(_together(found, children) if found.brief else children),
        *_windows(found),
        *_absences(found),
        *_records(found),
    )


def _together(f: Found, told: Sequence[Finding]) -> Iterator[Finding]:
    """The suspected with and without a document as one problem with one demand."""
    valid = f"{f.whole.explained}人的说明材料尚待核验。" if f.whole.explained else ""
    if told:
        first, rest = (
            told[0],
            "".join(x.demand.removeprefix(f"{f.who}会同属地学校，") for x in told[1:]),
        )
        yield Finding(
            f"{first.problem or '疑似辍学儿童少年尚待核实。'}{valid}", f"{first.demand}{rest}"
        )


def _suspected(f: Found) -> Iterator[Finding]:
    if not (count := f.whole.waiting):
        return
    places = [(p.place, p.waiting) for p in f.parts if p.waiting]
    where = (
        f"，分布在{say.spread(places)}"
        if len(places) > 1
        else f"，{'都' if count > 1 else ''}在{places[0][0]}"
        if places
        else ""
    )
    where = "" if f.brief else where
    nor, left = ("，也还没有核实", "、还没有核实") if f.whole.verified else ("", "")
    households = (
        f"；其中学籍和在校名册都没有的，涉及{f.unknown_households}户"
        if f.unknown_households and not f.brief and not f.whole.verified
        else ""
    )
    yield Finding(
        f"疑似辍学儿童少年尚待核实。{count}人没有有效的说明材料{nor}{where}{households}。",
        f"{f.who}会同属地学校，对没有说明材料{left}的{count}人立即{'逐人' if count > 1 else ''}入户核实，查明原因，建立“一生一案”；在反复核查的基础上，"
        f"对确未入学、确已离校的，向其父母或者其他法定监护人发放义务教育入学（复学）通知书。{f.until}办结，不能办结的逐人写明去向和措施。",
    )


def _explained(f: Found) -> Iterator[Finding]:
    if count := f.whole.explained:
        yield Finding(
            "",
            f"{f.who}会同属地学校，核验{count}人的说明材料：异地就读的落实就读学校，缓学、休学的在期满后组织入学、复学，"
            "送教上门的查看送教记录。材料不实或者已经过期的，按没有说明材料办理。",
        )


def _windows(f: Found) -> Iterator[Finding]:
    windows = f.windows
    overdue = [w.town for w in windows if w.days_late]
    if overdue:
        yield Finding(
            f"比对核查没有按时完成。{''.join(say.late(windows))}",
            f"{f.named(overdue)}查明迟延原因，下一次比对在重点时段内完成。",
        )
    silent = [w.town for w in windows if w.done_on is None]
    if silent:
        yield Finding(
            f"比对完成情况没有上报。{''.join(say.unreported(windows))}",
            f"{f.named(silent)}立即补报比对完成日期和参加单位。",
        )
    alone = [w.town for w in windows if w.done_on and not (w.police and w.central_school)]
    if alone:
        yield Finding(
            f"联合比对不到位。{''.join(say.lonely(windows))}",
            f"{f.named(alone)}联合公安、中心学校复核本次比对结果，补齐参加单位的记录。",
        )


def _absences(f: Found) -> Iterator[Finding]:
    if told := say.unreported_absences(f.absences):
        yield Finding(
            f"学校缺勤报告不到位。{told}",
            f"{'督促' if f.own else ''}有关学校立即补报缺勤报告；今后达到建档条件的，分别报送县教育体育局和镇人民政府（街道办事处）。",
        )


def _records(f: Found) -> Iterator[Finding]:
    if count := f.whole.present_unenrolled:
        yield Finding(
            f"部分在校学生没有学籍。在校无学籍{count}人。",
            f"{'报请' if f.own else ''}县教育体育局组织有关学校，对在校无学籍的{count}人补建或者转接学籍，{f.until}完成。",
        )
    if count := f.whole.review:
        yield Finding(
            f"部分登记信息互相矛盾。{count}人须由人认定，认定之前没有结论。",
            f"{f.who}会同派出所、学校核对《待人工核对》表所列{count}人，填写认定意见后报送，{f.until}完成。",
        )
    if f.quality:
        yield Finding(
            f"登记册有差错。各来源需要改正的共{f.quality}处。",
            f"{'督促' if f.own else ''}各报送单位按《数据质量》表所列逐处改正，{f.until}完成。",
        )
