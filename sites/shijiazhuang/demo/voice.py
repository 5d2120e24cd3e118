"""Who speaks on a site, and what it knows: matters, duties, units, places."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from .dice import Dice

_NUMBER = re.compile(r"\{(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)\}")
PLACES = (
    *("长安区", "桥西区", "新华区", "裕华区", "藁城区", "鹿泉区", "栾城区"),
    *("正定县", "井陉县", "平山县", "赵县", "元氏县", "无极县", "行唐县"),
)


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
    signs: str

    @property
    def is_office(self) -> bool:
        """Whether this is a department, not the government of a territory."""
        return self.head not in ("市长", "县长")

    @property
    def areas(self) -> str:
        """What the territories below it are called."""
        return "乡镇" if self.head == "县长" else "县（市、区）"

    @property
    def inspects(self) -> bool:
        """Whether it may inspect others; associations may not."""
        return self.head not in ("主席", "书记", "会长", "理事长")

    def unit_for(self, text: str) -> tuple[str, str]:
        """The unit (name, work) whose words stand in the text most often; the first one if none does."""
        return max(self.units, key=lambda unit: _shared(unit[0] + unit[1], text))

    def duty_for(self, text: str) -> str:
        """The duty whose words stand in the text most often; the first one if none does."""
        return max(self.duties, key=lambda duty: _shared(duty, text))


def _shared(first: str, second: str) -> int:
    pairs = {a + b for a, b in pairwise(first)}
    return sum(a + b in pairs for a, b in pairwise(second))


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
        known["short"],
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
    ("县政府办公室", "综合协调、文电会务、放假值班和政务公开意见"),
    ("县发展和改革局", "规划计划、重点项目和价格"),
    ("县教育局", "义务教育、学校、教师招聘和校园安全"),
    ("县工业和信息化局", "园区企业、陶瓷皮革、铸造和智能制造"),
    ("县民政局", "困难家庭救助、养老服务和地名"),
    ("县人力资源和社会保障局", "就业招聘、公益性岗位和技能培训"),
    ("县自然资源和规划局", "建设用地出让、村庄规划和矿山修复"),
    ("县住房和城乡建设局", "城区供暖、停水检修、公园和传统村落保护"),
    ("县交通运输局", "公路养护、封闭施工、物流和公交"),
    ("县水利局", "河流水库、水源、农村供水和节水"),
    ("县农业农村局", "种植养殖、果园、蔬菜、粮食和农村人居"),
    ("县文化广电和旅游局", "古城文物、非遗传承、旅游景区和研学"),
    ("县卫生健康局", "医共体、卫生院、健康体检和医保缴费"),
    ("县应急管理局", "防汛避险、消防安全和灾害救助"),
    ("县行政审批局", "政务服务、办事指南和行政许可"),
    ("县林业局", "森林防火、造林绿化、大枣核桃石榴和湿地"),
)


def county(code: str, name: str, known: dict[str, Any], shared: Sequence[str]) -> Voice:
    """The voice of a county from its entry in the knowledge files and the matters that all counties share."""
    own = [matter(code, line) for line in known["matters"]]
    common = [matter(code, line, c=name) for line in shared]
    return Voice(
        code,
        name,
        "县长",
        known["about"],
        "全县群众",
        COUNTY_DUTIES,
        COUNTY_UNITS,
        (*own, *common),
        tuple(known["towns"]),
        tuple(known["scenes"]),
        f"{name}人民政府办公室",
    )


CITY_UNITS = (
    ("市政府办公室", "综合协调、会议公报、放假值班、网站信息员培训和督查落实"),
    ("市发展改革委", "民生实事、重点项目、营商环境和能源"),
    ("市教育局", "中小学、教师资格、幼儿园和中考"),
    ("市人社局", "就业、零工市场和选聘招聘"),
    ("市住建局", "城市更新、老旧小区、公租房和工程质量"),
    ("市城管局", "冬季供暖、市容和道路养护"),
    ("市交通运输局", "公交线路、轨道交通和道路运输"),
    ("市生态环境局", "大气污染、重污染天气、滹沱河生态和噪声"),
    ("市农业农村局", "粮食生产、秋粮、小麦和乡村建设"),
    ("市林业局", "植树造林、义务植树和森林防火"),
    ("市文旅局", "文化旅游、非物质文化遗产和老照片"),
    ("市卫生健康委", "医疗卫生、传染病防控、医共体和养老托育"),
    ("市医保局", "城乡居民基本医疗保险"),
    ("市应急管理局", "安全防范、防汛、消防和燃气排查"),
    ("市科技局", "科技成果、实验室和科技计划"),
    ("市公安局", "交通管制、交通提示和公共安全"),
    ("市粮食和物资储备局", "储备粮轮换"),
    ("市数据和政务服务局", "政务服务、大厅、事项清单、数据开放和体验员"),
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
    about = "石家庄市人民政府依法履行行政管理职责。"
    return Voice(
        "main",
        "市政府",
        "市长",
        about,
        "广大市民和企业",
        CITY_DUTIES,
        CITY_UNITS,
        matters,
        PLACES,
        (),
        "石家庄市人民政府办公室",
    )
