"""News articles: a matter of a voice told in one of several ways."""

from collections.abc import Iterator
from datetime import datetime

from . import phrases
from .dice import Dice
from .records import Draft, bullets, full_title, paragraphs, shortened, table
from .voice import Matter, Voice, with_numbers

KINDS = ("meeting", "survey", "training", "outreach", "inspection", "exchange")


class Teller:
    """Tells one matter of a voice; every blank of a frame is filled from what the voice knows.

    Args:
        voice: who speaks.
        matter: about what.
        key: what the choices depend on, besides the voice and the matter.
        day: when it happened.
    """

    def __init__(self, voice: Voice, matter: Matter, key: str, day: datetime) -> None:
        self.voice, self.matter = voice, matter
        self.dice = Dice(voice.site, matter.name, key)
        self.day = f"{day.month}月{day.day}日"
        units = self.dice.shuffled(voice.units)
        others = [other.name for other in voice.matters if other is not matter]
        self.blanks = {
            "short": voice.short,
            "name": matter.name,
            "serves": voice.serves,
            "day": self.day,
            "unit": units[0][0],
            "unitduty": units[0][1],
            "other": units[1][0],
            "othername": self.dice.pick(others),
            "duty": self.dice.pick(voice.duties),
            "place": self.dice.pick(voice.places),
            "n": str(self.dice.number(24, 96)),
            "m": str(self.dice.number(3, 9)),
        }

    def say(self, frames: tuple[str, ...], **more: str) -> str:
        """One of the frames with its blanks filled."""
        self.blanks["n"], self.blanks["m"] = str(self.dice.number(24, 96)), str(self.dice.number(3, 9))
        return self.dice.pick(frames).format(**self.blanks, **more)

    def progress(self) -> str:
        """A table of how far some places are."""
        rows = []
        for place in self.dice.shuffled(self.voice.places)[:5]:
            done = self.dice.number(12, 60)
            rows.append([place, str(done), str(done + self.dice.number(60, 320)), f"{self.dice.number(82, 99)}%"])
        caption = f"<p>各地进展情况（演示数据，截至{self.day}）：</p>"
        return caption + table(["区域", "本月完成", "累计完成", "按期率"], rows)

    def plans(self) -> str:
        """What follows, as a list."""
        chosen = self.dice.shuffled(phrases.PLANS)[:4]
        return "<h3>下一步安排</h3>" + bullets([f"{plan}；" for plan in chosen[:-1]] + [f"{chosen[-1]}。"])

    def story(self, kind: str, title: str, first: int) -> Draft:
        """The whole article.

        Args:
            kind: a key of the leads.
            title: its title.
            first: which of the matter's facts comes first.
        """
        facts = self.matter.facts[first:] + self.matter.facts[:first]
        lead = self.say(phrases.LEADS[kind], title=title)
        parts = [lead, self.say(phrases.FACTS, a=facts[0], b=facts[1])]
        method, voice = self.say(phrases.METHODS), self.say(phrases.VOICES)
        single = self.say(phrases.SINGLE_FACTS, a=facts[2]) if kind not in ("result", "activity") else ""
        shape = self.dice.number(0, 5)
        middle = paragraphs(method, single, voice) if shape % 2 else paragraphs(voice, method, single)
        if shape == 0:
            middle = paragraphs(method, single)
        body = paragraphs(*parts) + middle
        if kind == "result" and shape in (2, 5):
            body += self.progress()
        body += self.plans() if shape in (1, 4) else paragraphs(self.say(phrases.NEXT))
        return Draft(full_title(title), shortened(lead + parts[1]), body, (self.matter.name, self.voice.short))


def _heading(voice: Voice, matter: Matter, kind: str, turn: int) -> str:
    dice = Dice("title", voice.site, matter.name, kind)
    place = dice.pick(voice.places)
    for frame in (phrases.TITLES[kind][turn % 2], phrases.TITLES[kind][1 - turn % 2]):
        title = frame.format(short=voice.short, name=matter.name, place=place)
        if len(title) <= 32:
            return title
    return f"{voice.short}推进{matter.name}"


def outline(voice: Voice, matters: tuple[Matter, ...], framed: bool = True) -> list[tuple[Matter, str, str, int]]:
    """Matter, kind, title and first fact of each article, in the order in which they are to appear."""
    plan: list[tuple[Matter, str, str, int]] = []
    kinds = Dice("kinds", voice.site).shuffled(KINDS)
    for index, matter in enumerate(matters):
        plan.append((matter, "result", matter.result, 0))
    for index, matter in enumerate(matters[2:] + matters[:2]):
        plan.append((matter, "activity", matter.activity, 1))
    if framed:
        for index, matter in enumerate(matters[4:] + matters[:4]):
            kind = kinds[index % len(kinds)]
            plan.append((matter, kind, _heading(voice, matter, kind, index), 2))
    woven = [plan[start :: len(matters)] for start in range(len(matters))]
    return [entry for group in woven for entry in group]


def told(voice: Voice, plan: list[tuple[Matter, str, str, int]], days: list[datetime]) -> Iterator[Draft]:
    """The articles of the plan, each dated by the day in the same place of the list."""
    for (matter, kind, title, first), day in zip(plan, days, strict=True):
        yield Teller(voice, matter, kind, day).story(kind, title, first)


def township_articles(voice: Voice, lines: list[str], count: int, days: list[datetime]) -> Iterator[Draft]:
    """News of the towns of a county: each line is a matter of a town, told for one town after the other."""
    dice = Dice("towns", voice.site)
    towns = dice.shuffled(voice.places)
    chosen = dice.shuffled(lines)[:count]
    for index, (line, day) in enumerate(zip(chosen, days, strict=True)):
        town = towns[index % len(towns)]
        name, phrase, *facts = (part.strip() for part in line.split(" | "))
        matter = Matter(name, "", "", tuple(with_numbers(f"{voice.site}/{town}", fact) for fact in facts))
        joint = "" if phrase.startswith(("扎实", "推进", "组织", "更换", "复盘")) else "："
        title = f"{town}{joint}{phrase}"
        yield _township(voice, town, matter, title, day)


TOWN_LEADS = (
    "{day}，走进{county}{town}，{name}的各项工作正有条不紊地展开。",
    "连日来，{county}{town}把{name}作为冬季为民服务的重点，镇村干部和志愿者一起行动，收到了良好效果。",
    "入冬以来，{county}{town}围绕{name}，从群众最关心的小事做起，一件一件抓落实。",
)
TOWN_CLOSES = (
    "{town}有关负责人说，乡镇工作连着千家万户，下一步将继续听取村民意见，把{name}做细做实。",
    "据了解，{town}将把好的做法写进村规民约，由村民代表监督执行，并定期在公开栏公布进展。",
    "目前，{town}已将{name}纳入网格日常走访内容，发现问题当天记录、当周解决。",
)
TOWN_VOICES = (
    "“村里有啥事，大家商量着办。”一位村民代表说，今年的变化看得见、摸得着。",
    "一位上了年纪的村民说，干部常来问一问、看一看，心里就踏实。",
    "返乡青年也参与进来，帮着拍照、登记、制作明白纸，让消息更快传到每家每户。",
    "为了不耽误农活，镇里把活动安排在早晚和集市日，方便村民参加。",
)


def _township(voice: Voice, town: str, matter: Matter, title: str, day: datetime) -> Draft:
    dice = Dice("town", voice.site, town, matter.name)
    blanks = {"county": voice.short, "town": town, "name": matter.name, "day": f"{day.month}月{day.day}日"}
    facts = dice.shuffled(matter.facts)
    lead = dice.pick(TOWN_LEADS).format(**blanks)
    middle = f"工作中，{town}坚持干部带头、群众参与：{facts[0]}；{facts[1]}。{dice.pick(TOWN_VOICES)}"
    number = dice.number(6, 28)
    extra = f"截至目前，全{town[-1]}{number}个村已完成第一轮走访，{facts[2]}。对走访中发现的问题，能当场解决的当场解决，需要{voice.units[0][0]}等部门协调的，逐级上报并告知群众进度。"
    close = dice.pick(TOWN_CLOSES).format(**blanks)
    background = f"{town}隶属{voice.short}，近年来在{dice.pick(voice.matters[:6]).name}等方面也积累了不少经验，镇、村两级正努力把资源优势转化为便民惠民的实际成效。"
    body = paragraphs(lead, middle, extra, dice.pick((background, "")), close)
    return Draft(full_title(title), shortened(lead + middle), body, (matter.name, town, voice.short))
