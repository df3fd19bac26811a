"""What to do once a region's rule file is written: the commands to run, and what is still open."""

from __future__ import annotations

from perfeval.diagnostic import width_of
from perfeval.engine.ruleset import RuleSet
from perfeval.report.new_region import NewRegion
from perfeval.report.wrap import wrap
from perfeval.wording import Lang, Wording


def next_steps(parent: RuleSet, new: NewRegion, written: str | None, file: str, lang: Lang, *, width: int = 100) -> str:
    """The report on a new rule file. `written`: its path, None where it went to stdout; `file`: what to call it."""
    lines = [_done(parent, new, written).render(lang), "", Wording("接下来：", "Next:").render(lang)]
    commands = _commands(f'"{file}"' if any(char.isspace() for char in file) else file)
    widest = max(width_of(command) for command, _ in commands)
    lines += [f"  {command}{' ' * (widest - width_of(command))}  {what.render(lang)}" for command, what in commands]
    lines += ["", Wording("还要补的：", "Still open:").render(lang)]
    for point in _open_points(new):
        first, *others = wrap(point.render(lang), width - 4)
        lines += [f"  - {first}", *(f"    {other}" for other in others)]
    return "\n".join(lines) + "\n"


def _done(parent: RuleSet, new: NewRegion, written: str | None) -> Wording:
    first, last = new.in_force.first, new.in_force.last
    days_zh = (f"{first}起" if first else "") + (f"至{last}止" if last else "")
    days_en = " ".join(part for part in (f"from {first}" if first else "", f"until {last}" if last else "") if part)
    zh = f"已写成 {written}" if written is not None else f"规则集 {new.name}"
    en = f"{written} is written" if written is not None else f"rule set {new.name}"
    return Wording(
        f"{zh}：用于{new.region}的表，{f'{days_zh}施行，' if days_zh else ''}没有另写的一律按 {parent.name}。",
        f"{en}: for tables of {new.region}, {f'in force {days_en}, ' if days_en else ''}as {parent.name} in all that "
        "it does not say anew.",
    )


def _commands(file: str) -> list[tuple[str, Wording]]:
    return [
        (f"perfeval check {file}", Wording("检查写法", "is it well written?")),
        (f"perfeval test {file}", Wording("运行示例", "do its examples hold?")),
        (f"perfeval audit TABLE --rules {file}", Wording("用它审核一张表（TABLE）", "audit a table by it")),
    ]


def _open_points(new: NewRegion) -> list[Wording]:
    points: list[Wording] = []
    if new.document is None:
        points.append(Wording("依据：文件名称和文号还没有写", "cite: the document, with its number, is not named yet"))
    elif new.basis is None:
        points.append(
            Wording(
                "依据：根据什么写的没有注明（原文、节录、推定、待核）",
                "cite: how the document is known is not said (full text, excerpt, inferred, recalled)",
            )
        )
    if new.date_from != "asked":
        points.append(
            Wording("施行：日期是暂定的，照文件改", "effective: the dates are provisional; take the document's")
        )
    points += [
        Wording(
            "本地不同的规定：删去那一段每行开头的“# ”，照文件改，把“第×条”换成条文",
            "what the region does otherwise: remove the # from that piece, change it, and name the article where it "
            "says “Article ×”",
        ),
        Wording(
            "示例：每改一条规则，配一个有数字的示例，数字取自文件或已公布的表",
            "examples: beside each changed rule one with figures from the document or from a published table",
        ),
    ]
    return points
