"""Who speaks on a site, and what it knows: matters, duties, units, places."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .dice import Dice

_NUMBER = re.compile(r"\{(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)\}")
PLACES = (
    "长安区", "桥西区", "新华区", "裕华区", "藁城区", "鹿泉区", "栾城区", "正定县", "井陉县", "平山县", "赵县", "元氏县", "无极县", "行唐县",
)  # fmt: skip


@dataclass(frozen=True)
class Matter:
    """One field of work: its name, two titles (a result, an activity) and three facts about it."""

    name: str
    result: str
    activity: str
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Voice:
    """The body behind a site, as its articles speak of it."""

    site: str
    short: str
    head: str
    about: str
    serves: str
    duties: tuple[str, ...]
    units: tuple[tuple[str, str], ...]
    matters: tuple[Matter, ...]
    places: tuple[str, ...]
    scenes: tuple[str, ...]


def _drawn(key: str, match: re.Match[str]) -> str:
    low, high = match.group(1), match.group(2)
    dice = Dice("number", key, match.start())
    if "." in low or "." in high:
        return f"{dice.real(float(low), float(high)):.1f}"
    number = dice.number(int(low), int(high))
    step = 100 if int(high) >= 10_000 else 10 if int(high) >= 1_000 else 1
    return str(max(int(low), number // step * step))


def with_numbers(site: str, text: str) -> str:
    """The text with each {low-high} replaced by a number that stays the same for this site."""
    return _NUMBER.sub(lambda match: _drawn(f"{site}/{text}", match), text)


def matter(site: str, line: str, **names: str) -> Matter:
    """A matter from its line in a knowledge file: name | result | activity | fact | fact | fact."""
    for key, value in names.items():
        line = line.replace("{" + key + "}", value)
    name, result, activity, *facts = (part.strip() for part in line.split(" | "))
    return Matter(name, result, activity, tuple(with_numbers(site, fact) for fact in facts))


def _pairs(text: str | Sequence[str]) -> tuple[tuple[str, str], ...]:
    parts = text.split("；") if isinstance(text, str) else text
    return tuple((part.split("=")[0].strip(), part.split("=")[1].strip()) for part in parts)


def department(code: str, known: dict[str, Any]) -> Voice:
    """The voice of a department from its entry in the knowledge files."""
    return Voice(
        code,
        known["short"],
        known["head"],
        known["about"],
        known["serves"],
        tuple(known["duties"].split("；")),
        _pairs(known["units"]),
        tuple(matter(code, line) for line in known["matters"]),
        PLACES,
        tuple(known["scenes"]),
    )


COUNTY_DUTIES = (
    "执行本级人民代表大会的决议和上级国家行政机关的决定",
    "编制和组织实施国民经济和社会发展规划、年度计划和财政预算",
    "管理全县经济、教育、科技、文化、卫生、体育、城乡建设等行政工作",
    "保护自然资源和生态环境，推进乡村全面振兴",
    "保障农村集体经济组织、企业和个人的合法权益",
    "维护社会秩序，组织防灾减灾和应急救援",
    "指导乡镇人民政府和县政府各部门的工作",
)
COUNTY_UNITS = (
    ("县政府办公室", "综合协调、文电会务和政务公开"),
    ("县发展和改革局", "规划计划、项目和价格管理"),
    ("县教育局", "各级各类学校管理"),
    ("县农业农村局", "种植养殖和乡村建设"),
    ("县住房和城乡建设局", "城乡建设和供热供水"),
    ("县文化广电和旅游局", "文化、文物和旅游"),
    ("县卫生健康局", "医疗卫生和医共体建设"),
    ("县行政审批局", "政务服务和行政许可"),
)


def county(code: str, name: str, known: dict[str, Any], shared: Sequence[str]) -> Voice:
    """The voice of a county from its entry in the knowledge files and the matters that all counties share."""
    own = [matter(code, line) for line in known["matters"]]
    common = [matter(code, line, c=name) for line in shared]
    return Voice(
        code, name, "县长", known["about"], "全县群众", COUNTY_DUTIES, COUNTY_UNITS, (*own, *common), tuple(known["towns"]), tuple(known["scenes"])
    )


CITY_UNITS = (
    ("市政府办公室", "综合协调和督查落实"),
    ("市发展改革委", "项目统筹和要素保障"),
    ("市财政局", "资金安排和绩效评价"),
    ("市数据和政务服务局", "政务服务和数据共享"),
    ("市住建局", "城市更新和工程质量"),
    ("市农业农村局", "粮食生产和乡村建设"),
)
CITY_DUTIES = (
    "执行市人民代表大会及其常务委员会的决议和上级国家行政机关的决定和命令，规定行政措施，发布决定和命令",
    "领导所属各工作部门和下级人民政府的工作",
    "编制和执行国民经济和社会发展规划纲要、计划和预算",
    "管理全市经济、教育、科学、文化、卫生、体育、城乡建设、财政、民政、公安、司法行政等行政工作",
    "保护公共财产和公民合法财产，维护社会秩序，保障公民的人身权利、民主权利和其他权利",
    "保护和改善生态环境，促进人与自然和谐共生",
    "保障少数民族的合法权益，保障妇女、未成年人、老年人和残疾人的合法权益",
    "办理上级国家行政机关交办的其他事项",
)


def city(lines: Sequence[str]) -> Voice:
    """The voice of the main portal."""
    matters = tuple(matter("main", line) for line in lines)
    return Voice("main", "市政府", "市长", "石家庄市人民政府依法履行行政管理职责。", "广大市民和企业", CITY_DUTIES, CITY_UNITS, matters, PLACES, ())
