"""Notices: what is announced, to whom, when and where, in the order in which offices write it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from .dice import Dice
from .facts import knowledge
from .records import TITLE_MAX, Draft, bullets, full_title, paragraphs, shortened, table
from .voice import Voice

ENDINGS = ("的通知", "的公告", "的公示", "的通告", "的通报", "的说明", "的提示公告", "的提醒通知", "的提示")
LOOSE_ENDINGS = ("有关事项", "有关安排", "公告", "通知", "公示", "通告", "提示")
LISTS = (
    ("检查数", "合格数", ("检查", "抽检", "安全", "核查")),
    ("申报数", "入选数", ("名单", "评选", "公示")),
)


@cache
def _known() -> dict[str, Any]:
    return knowledge("notices.yaml")


def kind_of(title: str) -> str:
    """What kind of notice a title announces."""
    kinds: dict[str, list[str]] = _known()["kinds"]
    usual = "duty" if title.endswith("通知") else "schedule"
    return next((kind for kind, words in kinds.items() if any(word in title for word in words)), usual)


def _date(day: datetime) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def phone(*key: object) -> str:
    """A telephone number that belongs to nobody."""
    return f"0311-000000{Dice('phone', *key).number(10, 99)}"


def address(voice: Voice) -> str:
    """An address that does not exist."""
    place = voice.short if voice.short.endswith("县") else "石家庄市"
    return f"{place}演示路{Dice('address', voice.site).number(1, 199)}号（演示地址）"


def _core(title: str, short: str) -> str:
    core = title.removeprefix(short).removeprefix("关于")
    for ending in (*ENDINGS, *LOOSE_ENDINGS):
        core = core.removesuffix(ending)
    return core.removesuffix("有关事项").removesuffix("有关安排").rstrip("的")


class Notice:
    """One notice of a voice, published on a day."""

    def __init__(self, voice: Voice, title: str, day: datetime) -> None:
        self.voice, self.title, self.day = voice, title, day
        self.kind = kind_of(title)
        self.dice = Dice("notice", voice.site, title)
        self.unit, work = voice.unit_for(title)
        self.start = day + timedelta(days=self.dice.number(1, 4))
        self.end = self.start + timedelta(days=self.dice.pick((7, 10, 14, 15, 20, 30)))
        self.blanks = {
            "unit": self.unit,
            "work": work,
            "short": voice.short,
            "serves": voice.serves,
            "areas": voice.areas,
            "duty": voice.duty_for(title),
            "matter": _core(title, voice.short),
            "start": _date(self.start),
            "end": _date(self.end),
        }

    def _say(self, text: str) -> str:
        return text.format(**self.blanks, n=self.dice.number(20, 160), m=self.dice.number(2, 7))

    def _places(self) -> str:
        given, passed, _ = next(
            (entry for entry in LISTS if any(word in self.title for word in entry[2])),
            ("涉及数", "完成数", ()),
        )
        rows = []
        for place in self.dice.shuffled(self.voice.places)[:5]:
            total = self.dice.number(18, 120)
            rows.append([place, str(total), str(total - self.dice.number(0, 6))])
        return table(["区域", given, passed], rows)

    def _hours(self) -> str:
        until = self.start + timedelta(days=self.dice.pick((1, 1, 2, 6)))
        rows = [
            ["开始", f"{_date(self.start)}{self.dice.pick((18, 20, 22))}时"],
            ["结束", f"{_date(until)}{self.dice.pick((6, 8, 9))}时"],
            ["影响范围", f"{self.blanks['matter']}涉及的区域和服务"],
        ]
        return table(["事项", "安排"], rows)

    def _days(self) -> str:
        rows = [
            ["时间", f"自{_date(self.start)}起，工作日9:00—12:00、13:30—17:00"],
            ["地点", f"{self.unit}服务窗口，{address(self.voice)}"],
            ["网上办理", "本网站“办事服务”栏目，全天开放"],
        ]
        return table(["事项", "安排"], rows)

    def _holiday(self) -> str:
        rows = [
            ["服务窗口", f"{self.day.year + 1}年1月1日休息，其余时间以放假通知为准", "网上服务全天开放"],
            ["值班电话", "24小时值守", phone(self.voice.site, "duty") + "（演示号码）"],
            [self.unit, "安排人员轮流值班", "紧急事项随到随办"],
        ]
        return table(["服务", "时间", "说明"], rows)

    def _part(self, heading: str, content: Any) -> str:
        tables = {"places": self._places, "hours": self._hours, "days": self._days, "holiday": self._holiday}
        if heading == "lead":
            return paragraphs(self._say(content))
        if heading == "table":
            return tables[content]()
        if isinstance(content, str):
            return f"<h3>{heading}</h3>" + paragraphs(self._say(content))
        if "table" in content:
            return f"<h3>{heading}</h3>" + tables[content["table"]]()
        items = content.get("ordered") or self.dice.shuffled(content["some"])[:4]
        items = [self._say(item).rstrip("；。") + "；" for item in items]
        return f"<h3>{heading}</h3>" + bullets([*items[:-1], items[-1][:-1] + "。"], True)

    def draft(self) -> Draft:
        """The whole notice."""
        known = _known()
        openings = known["openings"]
        opening = self._say(self.dice.pick(openings.get(self.kind, openings["default"])))
        parts = [
            self._part(heading, content)
            for part in known["bodies"][self.kind]
            for heading, content in part.items()
        ]
        site = self.voice.site
        contact = (
            f"承办单位：{self.unit}；咨询电话：{phone(site, self.unit)}（演示号码）；"
            f"地址：{address(self.voice)}；工作日9:00—12:00、13:30—17:00。"
        )
        body = paragraphs(opening) + "".join(parts) + "<h3>联系方式</h3>"
        body += paragraphs(contact, f"{self.voice.signs}（演示）", _date(self.day))
        return Draft(full_title(self.title), shortened(opening), body, (self.voice.short, "通知公告"))


def titles(voice: Voice, written: list[str], year: int) -> list[str]:
    """The titles of a site's notices, newest first: its own, and some that every site has."""
    names = [matter.name for matter in Dice("framed", voice.site).shuffled(voice.matters)]
    blanks = {"next": str(year + 1), "a": names[0], "b": names[1], "c": names[2], "d": names[3]}
    new_year, *framed = [frame.format(**blanks) for frame in _known()["frames"]]
    order = [new_year]
    for index in range(0, len(written), 2):
        order += [*written[index : index + 2], *framed[index // 2 : index // 2 + 1]]
    named = [title if title.startswith(voice.short) else voice.short + title for title in order]
    return [long if len(long) <= TITLE_MAX else title for long, title in zip(named, order, strict=True)]


def notices(voice: Voice, heads: list[str], days: list[datetime]) -> Iterator[Draft]:
    """The notices under the headings, each dated by the day in the same place of the list."""
    for title, day in zip(heads, days, strict=True):
        yield Notice(voice, title, day).draft()
