"""The news of every site, column by column."""

from datetime import date, datetime
from typing import Any

from . import portal
from .articles import Entry, in_season, outline, told, township_articles
from .dice import Dice
from .facts import Site, knowledge
from .notices import Notice, notices, titles
from .pictures import Album
from .records import Draft, figure, moments, news_line
from .voice import Voice

NEWS_DAYS, NOTICE_DAYS, FOREIGN_DAYS = 62, 172, 80


def _title(entry: Entry) -> str:
    return entry[2]


class Newsroom:
    """Writes the lines of news.jsonl.

    Args:
        today: nothing is dated on this day or later.
        album: where pictures are asked for.
    """

    def __init__(self, today: date, album: Album) -> None:
        self.today, self.album = today, album
        self._shared = knowledge("counties-shared.yaml")
        self._departments = knowledge("departments-*.yaml")
        self._portal = knowledge("portal.yaml")

    def lines(self, site: Site, voice: Voice) -> list[dict[str, Any]]:
        """All news of a site, newest first within each column."""
        makers = {"portal": self._city, "department": self._department, "county": self._county}
        written = makers[site.kind](voice)
        return [line for column in site.columns if column.plugin == "news" for line in written[column.code]]

    def _column(
        self,
        voice: Voice,
        column: str,
        drafts: list[Draft],
        days: list[datetime],
        shown: dict[int, str],
        source: str = "",
        language: str = "zh-Hans",
    ) -> list[dict[str, Any]]:
        lines = []
        for number, (draft, day) in enumerate(zip(drafts, days, strict=True), 1):
            scene = draft.scene or shown.get(number - 1)
            picture = self.album.picture(scene, voice.site, draft.caption, language) if scene else None
            lines.append(
                news_line(voice.site, column, number, draft, source or voice.short, day, picture, language)
            )
        return lines

    def _illustrated(self, voice: Voice, drafts: list[Draft], count: int, own: bool) -> dict[int, str]:
        """Which of the first drafts get a picture, and which: one that suits the title, and no scene twice."""
        shown: dict[int, str] = {}
        for index, draft in enumerate(drafts[: count * 3]):
            scene = self.album.suits(draft.title + draft.keywords[0])
            if (
                scene
                and scene not in shown.values()
                and (not own or scene in voice.scenes or len(shown) < count - 2)
            ):
                shown[index] = scene
            if len(shown) == count:
                break
        spare = [scene for scene in voice.scenes if scene not in shown.values()]
        for index in range(len(drafts)):
            if len(shown) >= count or not spare:
                break
            if index not in shown:
                shown[index] = spare.pop(0)
        return shown

    def _department(self, voice: Voice) -> dict[str, list[dict[str, Any]]]:
        days = moments(self.today, 18, NEWS_DAYS, voice.site, "gzdt")
        drafts = list(told(voice, in_season(outline(voice, voice.matters), _title), days))
        shown = self._illustrated(voice, drafts, Dice("pictures", voice.site).number(2, 3), own=False)
        drafts[5] = self._with_figure(voice, drafts[5])
        written = self._departments[voice.site]["notices"]
        heads = titles(voice, written, self.today.year)
        when = moments(self.today, len(heads), NOTICE_DAYS, voice.site, "tzgg")
        return {
            "gzdt": self._column(voice, "gzdt", drafts, days, shown),
            "tzgg": self._column(voice, "tzgg", list(notices(voice, heads, when)), when, {}),
        }

    def _with_figure(self, voice: Voice, draft: Draft) -> Draft:
        picture = self.album.picture(voice.scenes[-1], voice.site)
        head, _, rest = draft.body.partition("</p>")
        body = head + "</p>" + figure(picture["file"], picture["alt"], picture["caption"]) + rest
        return Draft(draft.title, draft.summary, body, draft.keywords)

    def _county(self, voice: Voice) -> dict[str, list[dict[str, Any]]]:
        days = moments(self.today, 24, NEWS_DAYS, voice.site, "bxyw")
        plan = outline(voice, voice.matters[:6])
        common = outline(voice, voice.matters[6:], framed=False)
        woven = [
            entry
            for start in range(6)
            for entry in (*plan[start * 3 : start * 3 + 3], common[start * 2 + start % 2])
        ]
        drafts = list(told(voice, in_season(woven, _title), days))
        shown = self._illustrated(voice, drafts, 7, own=True)
        when = moments(self.today, 16, NEWS_DAYS, voice.site, "xzdt")
        towns = list(township_articles(voice, self._shared["town_matters"], 16, when))
        heads = titles(voice, self._shared["notices"], self.today.year)[:12]
        posted = moments(self.today, len(heads), NOTICE_DAYS, voice.site, "tzgg")
        return {
            "bxyw": self._column(voice, "bxyw", drafts, days, shown),
            "xzdt": self._column(voice, "xzdt", towns, when, self._illustrated(voice, towns, 2, own=False)),
            "tzgg": self._column(voice, "tzgg", list(notices(voice, heads, posted)), posted, {}),
        }

    def _city(self, voice: Voice) -> dict[str, list[dict[str, Any]]]:
        days = moments(self.today, 40, NEWS_DAYS, "main", "szyw")
        leading = portal.leading(voice, days)
        shown: dict[int, str] = {}
        for index, draft in enumerate(leading[:24]):
            scene = self.album.suits(draft.title + draft.keywords[0])
            if scene and scene not in shown.values() and len(shown) < 10:
                shown[index] = scene
        heads = [title.format(next=self.today.year + 1) for title in self._portal["tzgg"]]
        posted = moments(self.today, len(heads), NOTICE_DAYS, "main", "tzgg")
        when = {
            code: moments(self.today, count, span, "main", code)
            for code, count, span in (
                ("tpxw", 12, 24),
                ("hygq", 10, 120),
                ("ztzl", 8, 140),
                ("en-news", 15, FOREIGN_DAYS),
            )
        }
        return {
            "szyw": self._column(voice, "szyw", leading, days, shown, "石家庄市人民政府网站"),
            "tpxw": self._column(
                voice, "tpxw", portal.in_pictures(), when["tpxw"], {}, "石家庄市人民政府网站"
            ),
            "tzgg": self._column(
                voice,
                "tzgg",
                [Notice(voice, head, day).draft() for head, day in zip(heads, posted, strict=True)],
                posted,
                {},
            ),
            "hygq": self._column(
                voice, "hygq", portal.answers(when["hygq"]), when["hygq"], {}, "石家庄市人民政府网站"
            ),
            "ztzl": self._column(voice, "ztzl", portal.topics(), when["ztzl"], {}, "石家庄市人民政府网站"),
            "en-news": self._column(
                voice,
                "en-news",
                portal.english(),
                when["en-news"],
                {},
                "Shijiazhuang Portal (demonstration)",
                "en",
            ),
        }
