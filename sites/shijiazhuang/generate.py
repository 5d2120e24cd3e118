"""Write the content of the demonstration cluster: news.jsonl, pages.jsonl and the pictures they show.

Usage: python sites/shijiazhuang/generate.py --out DIR [--today 2026-11-23] [--facts FILE]

The same day gives the same bytes. All of it is demonstration data: no real person, no real statement.
"""

import argparse
import json
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from demo import pages, voice
from demo.dice import Dice
from demo.facts import Facts, Site, knowledge, load
from demo.paint.catalogue import paint
from demo.pictures import Album
from demo.records import BEIJING, page_line
from demo.sites_news import Newsroom

FACTS = Path(__file__).with_name("facts.yaml")


def speakers(facts: Facts) -> list[tuple[Site, voice.Voice]]:
    """Each site with the voice that speaks on it.

    Raises:
        LookupError: if nothing is known of a site.
    """
    departments, counties = knowledge("departments-*.yaml"), knowledge("counties-*.yaml")
    found = []
    for site in facts.sites:
        if site.kind == "portal":
            found.append((site, voice.city(knowledge("portal.yaml")["szyw"])))
        elif site.kind == "county" and site.code in counties:
            name = site.name.removesuffix("人民政府")
            found.append((site, voice.county(site.code, name, counties[site.code], counties["matters"])))
        elif site.code in departments:
            found.append((site, voice.department(site.code, departments[site.code])))
        else:
            raise LookupError(
                f"nothing is known of the site {site.code}; describe it in demo/knowledge/departments-*.yaml"
            )
    return found


def page_lines(facts: Facts, today: date, album: Album) -> Iterable[dict[str, Any]]:
    """The lines of pages.jsonl."""
    city = pages.city_pages(facts)
    for site, speaker in speakers(facts):
        drafts = pages.drafts(site, speaker, city)
        for column in site.columns:
            if column.plugin != "pages":
                continue
            dice = Dice("updated", site.code, column.code)
            day = today - timedelta(days=dice.number(6, 110))
            updated = datetime.combine(day, time(dice.number(9, 16), dice.number(0, 59)), BEIJING)
            for position, draft in enumerate(drafts[column.code]):
                picture = (
                    album.picture(draft.scene, site.code, language=column.language) if draft.scene else None
                )
                source = site.name if column.language == "zh-Hans" else "Shijiazhuang Portal (demonstration)"
                yield page_line(
                    site.code, column.code, position, draft, source, updated, picture, column.language
                )


def write(path: Path, lines: Iterable[dict[str, Any]]) -> int:
    """Write the lines as JSON, one a line; returns how many."""
    texts = [json.dumps(line, ensure_ascii=False) for line in lines]
    path.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
    return len(texts)


def generate(out: Path, today: date, facts_file: Path = FACTS) -> dict[str, int]:
    """Write everything into a folder, which is made if need be.

    Args:
        out: the folder.
        today: nothing is dated on this day or later.
        facts_file: the facts of the cluster.

    Returns:
        How many articles, pages and pictures were written.
    """
    facts = load(facts_file)
    album = Album()
    newsroom = Newsroom(today, album)
    out.mkdir(parents=True, exist_ok=True)
    articles = write(
        out / "news.jsonl",
        (line for site, speaker in speakers(facts) for line in newsroom.lines(site, speaker)),
    )
    static = write(out / "pages.jsonl", page_lines(facts, today, album))
    paint(album.wanted, out)
    return {"articles": articles, "pages": static, "pictures": sum(map(len, album.wanted.values()))}


def main() -> None:
    """Read the command line and generate."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, required=True, help="folder to write into")
    parser.add_argument(
        "--today", type=date.fromisoformat, default=None, help="YYYY-MM-DD; default: the day in Beijing"
    )
    parser.add_argument(
        "--facts",
        type=Path,
        default=FACTS,
        help="facts of the cluster (default: facts.yaml beside this file)",
    )
    given = parser.parse_args()
    counts = generate(given.out, given.today or datetime.now(BEIJING).date(), given.facts)
    print(", ".join(f"{count} {what}" for what, count in counts.items()), f"in {given.out}")


if __name__ == "__main__":
    main()
