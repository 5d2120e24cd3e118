"""Difficult content: titles of 110 characters, tables, pictures inside and beside the text, other languages."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

LONG = (
    "关于印发《演示市进一步优化政务服务、提升行政效能、推动“高效办成一件事”重点事项清单（第三批）》及《演示市一体化政务服务平台"
    "运行管理办法（试行）》的通知——政发〔2026〕18号（含起草说明、征求意见采纳情况及常见问题解答，自发布之日起施行）"
)
LONG_ENGLISH = "Interdepartmental Notice on Uninterruptible Heating Supply Responsibilities and Counterclaims"
SENTENCES = (
    "会议听取了今年重点工作进展情况的汇报，研究部署下一阶段任务。",
    "与会单位逐项核对清单，对进度偏慢的事项提出了整改时限。",
    "群众可以持身份证到就近的便民服务中心办理，也可以在网上提交材料。",
    "工作人员将在五个工作日内答复，需要补正的会一次告知全部内容。",
)
TABLE = (
    "<table><caption>各县（市、区）进展情况</caption><thead><tr>"
    + "".join(
        f'<th scope="col">{name}</th>'
        for name in ("区域", "本月完成", "累计完成", "同比增长", "按期率", "备注")
    )
    + "</tr></thead><tbody>"
    + "".join(
        f'<tr><th scope="row">{name}</th><td>{n}</td><td>{n * 13}</td><td>{n}.5%</td><td>9{n}%</td><td>按计划</td></tr>'
        for n, name in enumerate(("正定县", "井陉县", "平山县"), 1)
    )
    + "</tbody></table>"
)
RICH = (
    "<h2>一、总体要求</h2><p>{0}</p><h3>（一）基本原则</h3><ol><li>坚持便民。</li><li>坚持依法。</li></ol>"
    '<figure><img src="pictures/square.png" alt="办事大厅"><figcaption>办事大厅一角</figcaption></figure>'
    '<h2>二、进展情况</h2>{1}<blockquote><p>“{0}”</p></blockquote><ul><li><a href="https://www.example.org/policy">上级文件</a></li>'
    '<li><a href="mailto:edu@portal.example">来信</a></li></ul><p lang="en">A short passage in English.</p><hr>'
)
Line = dict[str, Any]


def draw_pictures(folder: Path) -> None:
    """Two pictures: a wide one and a square one."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, size, colour in (("wide.png", (960, 540), "#7fa3c0"), ("square.png", (480, 480), "#b98b5e")):
        image = Image.new("RGB", size, colour)
        ImageDraw.Draw(image).ellipse((80, 60, size[0] - 80, size[1] - 60), fill="#f3ead8")
        image.save(folder / name, "PNG")


def body(number: int) -> str:
    """Some paragraphs that differ from article to article."""
    chosen = [SENTENCES[(number + step) % len(SENTENCES)] for step in range(3)]
    return "".join(f"<p>第{number}期：{sentence}</p>" for sentence in chosen)


def article(site: str, column: str, number: int, **more: Any) -> Line:
    """One line for ``menhu news import``."""
    moment = datetime.now(UTC) - timedelta(hours=7 * number + 1)
    return {
        "site": site, "column": column, "external_id": f"{column}-{number}", "published": moment.isoformat(),
        "title": f"演示市第{number}次工作例会研究部署近期重点任务", "body": body(number), "source": "演示市教育局",
        "keywords": ["政务服务", f"第{number}期"], **more,
    }  # fmt: skip


def english(site: str, column: str, number: int, **more: Any) -> Line:
    """One line in English."""
    text = "The city will keep its service halls open at weekends during the winter."
    title = LONG_ENGLISH if number == 1 else f"Service halls to open at weekends, part {number}"
    return article(
        site, column, number, title=title, body=f"<p>{text}</p>" * 3, language="en", keywords=["services"],
        source="Demonstration Desk", **more,
    )  # fmt: skip


def articles(site: str) -> Iterator[Line]:
    """The articles of one site."""
    rich = RICH.format(SENTENCES[0], TABLE)
    wide = {"file": "wide.png", "alt": "湿地公园", "caption": "初冬的湿地公园(演示图片)"}
    yield article(
        site,
        "gzdt",
        1,
        title=LONG,
        body=rich,
        subtitle="附实施方案",
        author="演示作者",
        editor="演示编辑",
        picture=wide,
    )
    for number in range(2, 62):
        yield article(site, "gzdt", number)
    for number in range(1, 8):
        picture = {"file": ("wide.png", "square.png")[number % 2], "alt": f"第{number}幅"}
        yield article(
            site,
            "tpxw",
            number,
            title=LONG if number == 2 else f"第{number}组图片：初冬的城市",
            picture=picture,
        )
        yield article(
            site,
            "mtbd",
            number,
            title=LONG if number == 1 else f"媒体看演示市之{number}",
            picture=picture if number % 2 else None,
        )
        yield english(site, "en-photo", number, picture=picture)
        yield english(site, "en-press", number, picture=picture if number % 2 else None)
    yield article(site, "tzgg", 1, title="关于元旦放假期间服务安排的通知", body=body(1))
    for number in range(1, 5):
        yield article(site, "hjxw", number)
        yield english(site, "en-news", number)


def pages(site: str) -> Iterator[Line]:
    """The static pages of one site."""
    moment = (datetime.now(UTC) - timedelta(days=20)).isoformat()
    rich = RICH.format(SENTENCES[1], TABLE)
    for slug, title in (
        ("", "机构概况"),
        ("zhineng", "主要职责"),
        ("chushi", "内设机构与直属单位的设置及其负责的主要工作"),
    ):
        yield {"site": site, "column": "jggk", "slug": slug, "title": title, "body": rich, "updated": moment}
    yield {"site": site, "column": "dili", "slug": "", "title": "地理位置", "body": body(2), "updated": moment,
           "picture": {"file": "wide.png", "alt": "方位示意", "caption": "方位示意图(演示)"}}  # fmt: skip
    for number in range(1, 15):
        yield {
            "site": site,
            "column": f"ml{number}",
            "slug": "",
            "title": f"公开目录第{number}类",
            "body": body(number),
        }
    for slug, title in (("", "Introduction"), ("history", "History")):
        yield {"site": site, "column": "en-intro", "slug": slug, "title": title, "language": "en", "updated": moment,
               "body": "<p>This demonstration portal has one English introduction.</p>"}  # fmt: skip


def encoded(lines: Iterable[Line]) -> list[bytes]:
    """The lines as an import reads them."""
    return [json.dumps(line, ensure_ascii=False).encode() for line in lines]
