"""News articles: a matter of a voice told in one of several ways."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from .dice import Dice
from .facts import knowledge
from .records import TITLE_MAX, Draft, bullets, full_title, paragraphs, shortened, table
from .voice import Matter, Voice, with_numbers

T = TypeVar("T")
WINTER = ("冬", "供暖", "供热", "采暖", "寒", "雪", "冰", "元旦", "候鸟")
SHORT = 260
"""Characters of HTML before the last part; a story below it gets one paragraph more."""
KINDS = ("meeting", "survey", "training", "outreach", "inspection", "exchange")


@cache
def phrases() -> dict[str, Any]:
    """The sentence frames of the articles."""
    return knowledge("phrases.yaml")


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
        told = matter.name + matter.result + matter.activity
        unit, work = voice.unit_for(told)
        self.blanks = {
            "short": voice.short,
            "name": matter.name,
            "serves": voice.serves,
            "about": voice.short + voice.about,
            "areas": voice.areas,
            "day": self.day,
            "unit": unit,
            "unitduty": work.removeprefix("负责"),
            "other": self.dice.pick([name for name, _ in voice.units if name != unit]),
            "othername": self.dice.pick([other.name for other in voice.matters if other is not matter]),
            "duty": voice.duty_for(told),
            "place": self.dice.pick(voice.places),
        }

    def say(self, frames: list[str], **more: str) -> str:
        """One of the frames with its blanks filled."""
        numbers = {"n": str(self.dice.number(24, 96)), "m": str(self.dice.number(3, 9))}
        return self.dice.pick(frames).format(**self.blanks, **numbers, **more)

    def progress(self) -> str:
        """A table of how far some places are."""
        rows = []
        for place in self.dice.shuffled(self.voice.places)[:5]:
            done = self.dice.number(12, 60)
            rows.append(
                [place, str(done), str(done + self.dice.number(60, 320)), f"{self.dice.number(82, 99)}%"]
            )
        caption = f"<p>各地进展情况（演示数据，截至{self.day}）：</p>"
        return caption + table(["区域", "本月完成", "累计完成", "按期率"], rows)

    def plans(self) -> str:
        """What follows, as a list."""
        chosen = self.dice.shuffled(phrases()["plans"])[:4]
        return "<h3>下一步安排</h3>" + bullets([f"{plan}；" for plan in chosen[:-1]] + [f"{chosen[-1]}。"])

    def story(self, kind: str, title: str, first: int) -> Draft:
        """The whole article.

        Args:
            kind: a key of the leads.
            title: its title.
            first: which of the matter's facts comes first.
        """
        known = phrases()
        self.blanks["place"] = next(
            (place for place in self.voice.places if place in title), self.blanks["place"]
        )
        facts = self.matter.facts[first:] + self.matter.facts[:first]
        lead = self.say(known["leads"][kind], title=title)
        details = self.say(known["facts"], a=facts[0], b=facts[1])
        method, opinion = self.say(known["methods"]), self.say(known["voices"])
        ground = self.say(
            [frame for frame in known["grounds"] if "{about}" not in frame or self.voice.is_office]
        )
        single = "" if kind in ("result", "activity") else self.say(known["single"], a=facts[2])
        shape = self.dice.number(0, 5)
        middle = (
            paragraphs(ground, single, method),
            paragraphs(method, single, opinion),
            paragraphs(opinion, method, single),
            paragraphs(method, ground, single, opinion),
            paragraphs(single, ground, opinion),
            paragraphs(opinion, single, method),
        )[shape]
        body = paragraphs(lead, details) + middle
        if len(body) < SHORT and ground not in middle:
            body += paragraphs(ground)
        if kind == "result" and shape in (2, 5):
            body += self.progress()
        body += self.plans() if shape in (1, 4) else paragraphs(self.say(known["next"]))
        keywords = (self.matter.name, self.voice.short)
        return Draft(full_title(title), shortened(lead + details), body, keywords)


def _heading(voice: Voice, matter: Matter, kind: str, turn: int) -> str:
    dice = Dice("title", voice.site, matter.name, kind)
    place = dice.pick(voice.places)
    frames: list[str] = phrases()["titles"][kind]
    for frame in (frames[turn % 2], frames[1 - turn % 2]):
        title = frame.format(short=voice.short, name=matter.name, place=place)
        if len(title) <= TITLE_MAX:
            return title
    return f"{voice.short}推进{matter.name}"


Entry = tuple[Matter, str, str, int]
"""A matter, the kind of article, its title, and which of the matter's facts comes first."""


def outline(voice: Voice, matters: tuple[Matter, ...], framed: bool = True) -> list[Entry]:
    """The articles about the matters, newest first: a result and an activity of each, and one in a frame."""
    kinds = Dice("kinds", voice.site).shuffled(
        [kind for kind in KINDS if kind != "inspection" or voice.inspects]
    )
    plan: list[Entry] = [(matter, "result", matter.result, 0) for matter in matters]
    plan += [(matter, "activity", matter.activity, 1) for matter in matters[2:] + matters[:2]]
    if framed:
        for index, matter in enumerate(matters[4:] + matters[:4]):
            kind = kinds[index % len(kinds)]
            plan.append((matter, kind, _heading(voice, matter, kind, index), 2))
    return [entry for start in range(len(matters)) for entry in plan[start :: len(matters)]]


def in_season(entries: list[T], title: Callable[[T], str]) -> list[T]:
    """The entries with those that speak of winter moved into the first, newer half."""
    order, half = list(entries), len(entries) // 2
    for late in range(half, len(order)):
        if any(word in title(order[late]) for word in WINTER):
            free = [early for early in range(half) if not any(word in title(order[early]) for word in WINTER)]
            if free:
                order[late], order[free[-1]] = order[free[-1]], order[late]
    return order


def told(voice: Voice, plan: list[Entry], days: list[datetime]) -> Iterator[Draft]:
    """The articles of the plan, each dated by the day in the same place of the list."""
    for (matter, kind, title, first), day in zip(plan, days, strict=True):
        yield Teller(voice, matter, kind, day).story(kind, title, first)


def township_articles(voice: Voice, lines: list[str], count: int, days: list[datetime]) -> Iterator[Draft]:
    """News of the towns of a county: each line is a matter of a town, told for one town after the other."""
    dice = Dice("towns", voice.site)
    towns = dice.shuffled(voice.places)
    chosen = in_season(dice.shuffled(lines)[:count], str)
    for index, (line, day) in enumerate(zip(chosen, days, strict=True)):
        town = towns[index % len(towns)]
        name, phrase, *facts = (part.strip() for part in line.split(" | "))
        matter = Matter(name, "", "", tuple(with_numbers(f"{voice.site}/{town}", fact) for fact in facts))
        joint = "" if phrase.startswith(("扎实", "推进", "组织", "更换", "复盘")) else "："
        title = f"{town}{joint}{phrase}"
        yield _township(voice, town, matter, title, day)


def _season(day: datetime) -> str:
    return ("入冬", "开春", "入夏", "入秋")[(day.month + 1) % 12 // 3] if day.month != 11 else "入冬"


def _township(voice: Voice, town: str, matter: Matter, title: str, day: datetime) -> Draft:
    known = phrases()
    dice = Dice("town", voice.site, town, matter.name)
    facts = dice.shuffled(matter.facts)
    blanks = {
        "county": voice.short,
        "town": town,
        "name": matter.name,
        "day": f"{day.month}月{day.day}日",
        "season": _season(day),
        "n": str(dice.number(6, 28)),
        "c": facts[2],
        "other": dice.pick(voice.matters[:6]).name,
    }

    def say(key: str) -> str:
        frames: list[str] = known[key]
        return dice.pick(frames).format(**blanks)

    lead = say("town_leads")
    middle = f"工作中，{town}坚持干部带头、群众参与：{facts[0]}；{facts[1]}。{say('town_voices')}"
    body = paragraphs(lead, middle, say("town_extra"), say("town_grounds"), say("town_closes"))
    return Draft(full_title(title), shortened(lead + middle), body, (matter.name, town, voice.short))
