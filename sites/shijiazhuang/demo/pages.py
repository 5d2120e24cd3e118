"""The static pages of every site."""

from collections.abc import Callable
from typing import Any

from .dice import Dice
from .facts import Facts, Site, knowledge
from .notices import address, phone
from .records import PageDraft, bullets, paragraphs, table
from .voice import Voice

ORDINALS = "一二三四"


def _hours() -> str:
    return "工作日9:00—12:00、13:30—17:00（演示）"


def functions(voice: Voice, site: Site) -> list[PageDraft]:
    """What the body does, and how to reach it."""
    rows = [
        ["机构名称", site.name],
        ["办公地址", address(voice)],
        ["办公时间", _hours()],
        ["联系电话", f"{phone(voice.site, 'office')}（演示号码）"],
        ["监督电话", f"{phone(voice.site, 'watch')}（演示号码）"],
    ]
    body = paragraphs(f"{site.name}（演示）{voice.about.removeprefix(voice.short)}")
    body += f"<h2>主要职责</h2>{bullets([f'{duty}；' for duty in voice.duties] + ['完成上级交办的其他任务。'], True)}"
    body += f"<h2>办公信息</h2>{table(['项目', '内容'], rows)}"
    if site.guides:
        body += f"<h2>主要服务事项</h2>{bullets(list(site.guides))}"
    body += paragraphs(
        f"服务对象主要为{voice.serves}。对职责有疑问的，可通过“互动交流”栏目咨询，一般在三个工作日内答复。"
    )
    return [PageDraft("机构职能", body)]


def posts(voice: Voice, title: str, office: str) -> list[PageDraft]:
    """The posts of those who lead, without the names of persons."""
    leading = {"市长": ("主持市政府全面工作", "副市长"), "县长": ("主持县政府全面工作", "副县长")}
    work, deputy = leading.get(voice.head, ("主持全面工作", f"副{voice.head}"))
    rows = [[f"{voice.head}（演示）", f"{work}。", office]]
    units = voice.units
    for index in range(3):
        held = units[index::3]
        fields = "、".join(unit[1] for unit in held)
        rows.append(
            [
                f"{deputy}（演示岗位{ORDINALS[index]}）",
                f"协助{voice.head}工作，负责{fields}。",
                "、".join(unit[0] for unit in held),
            ]
        )
    body = paragraphs(
        f"为避免涉及真实人员，本页只列岗位、分工和联系单位，不列姓名。以下分工为{voice.short}网站的演示内容。"
    )
    body += table(["岗位", "工作分工", "联系单位"], rows)
    schedule = Dice("posts", voice.site).number(1, 4)
    body += "<h2>接待与信箱</h2>" + paragraphs(
        f"每月第{ORDINALS[schedule - 1]}个工作周安排接待日，接待人由值班岗位轮流担任，"
        f"预约电话：{phone(voice.site, 'visit')}（演示号码）。",
        f"给{voice.head}写信请使用“互动交流”中的信箱栏目，来信由专人登记、转办和答复，办理情况可凭查询码查看。",
    )
    return [PageDraft(title, body)]


def units(voice: Voice, office: str) -> list[PageDraft]:
    """The inner units, each with a page of its own."""
    every = ((office, "负责机关日常运转、文电会务、信息公开、安全保密和后勤保障"), *voice.units)
    rows = [[name, work, f"{phone(voice.site, name)}（演示号码）"] for name, work in every]
    body = paragraphs(f"{voice.short}设有以下内设机构，职责和联系电话如下。") + table(
        ["机构", "主要职责", "联系电话"], rows
    )
    drafts = [PageDraft("内设机构", body)]
    for number, (name, work) in enumerate(every, 1):
        dice = Dice("unit", voice.site, name)
        tasks = [
            f"承担{work.removeprefix('负责')}等具体工作；",
            f"参与拟订与{dice.pick(voice.matters).name}有关的计划和办法，并跟踪落实；",
            f"受理{voice.serves}提出的有关咨询，按时限答复；",
            f"整理相关数据和档案，配合做好{dice.pick(voice.matters).name}的信息公开。",
        ]
        text = paragraphs(
            f"{name}是{voice.short}的内设机构，{work if work.startswith('负责') else '负责' + work}。"
        )
        text += f"<h2>工作内容</h2>{bullets(tasks, True)}" + paragraphs(
            f"办公地点：{address(voice)}{dice.number(2, 9)}层；办公时间：{_hours()}；"
            f"电话：{phone(voice.site, name)}（演示号码）。"
        )
        drafts.append(PageDraft(name, text, f"unit-{number}"))
    return drafts


def county_portrait(voice: Voice, name: str) -> list[PageDraft]:
    """The land, the past, the sights and the products of a county."""
    known: dict[str, Any] = knowledge("counties-*.yaml")[voice.site]
    sights = [entry.split("=") for entry in known["scenic"]]
    scenes = voice.scenes
    main = (
        paragraphs(known["about"], known["land"], known["history"])
        + f"<h2>名片</h2>{paragraphs(known['special'])}<h2>景观</h2>"
    )
    main += bullets([f"<strong>{sight}</strong>：{text}。" for sight, text in sights])
    main += paragraphs(
        "以上内容据常见地情资料概括，仅用于网站功能演示；数据和沿革请以地方志和统计部门公布的为准。"
    )
    sight_text = "".join(
        f"<h2>{sight}</h2>"
        + paragraphs(
            f"{text}。前往参观请提前了解开放时间和天气情况，遵守景区和保护单位的规定，爱护文物和环境。"
        )
        for sight, text in sights
    )
    town_rows = [
        [town, "便民服务中心设在镇（乡）政府驻地", f"{phone(voice.site, town)}（演示号码）"]
        for town in voice.places
    ]
    fields = "".join(
        f"<h2>{matter.name}</h2>" + paragraphs(f"{matter.facts[0]}；{matter.facts[1]}。{matter.facts[2]}。")
        for matter in voice.matters[:6]
    )
    return [
        PageDraft(f"{name}概况", main, scene=scenes[0]),
        PageDraft(
            "历史沿革",
            paragraphs(
                known["history"],
                known["about"],
                f"悠久的历史留下了丰富的文化遗存，{'、'.join(sight for sight, _ in sights)}等都是了解{name}的好去处。",
            ),
            "history",
            scenes[1],
        ),
        PageDraft("名胜景观", sight_text, "sights", scenes[2]),
        PageDraft("特色产业", paragraphs(known["special"]) + fields, "products"),
        PageDraft(
            "乡镇名录",
            paragraphs(f"{name}部分乡镇（演示名录，不代表完整区划）：")
            + table(["乡镇", "办事地点", "联系电话"], town_rows),
            "towns",
        ),
    ]


def city_pages(facts: Facts) -> dict[str, list[PageDraft]]:
    """Pages about the city, by column."""
    rows = [
        [name, code, "区" if name.endswith("区") else "县" if name.endswith("县") else "县级市"]
        for code, name in facts.divisions
    ]
    pages: dict[str, list[PageDraft]] = {
        "xzqh": [
            PageDraft(
                "行政区划",
                paragraphs("石家庄市辖区、县和县级市如下（代码为国家公布的行政区划代码，本表供演示）：")
                + table(["名称", "区划代码", "类别"], rows),
                scene="skyline_day",
            )
        ]
    }
    for column, entries in knowledge("city.yaml").items():
        pages[column] = [
            PageDraft(entry["title"], entry["body"], entry["slug"], entry.get("scene")) for entry in entries
        ]
    english = knowledge("english.yaml")
    for column, key in (("en-about", "about"), ("en-gov", "gov")):
        pages[column] = [
            PageDraft(entry["title"], entry["body"], entry["slug"], entry["scene"]) for entry in english[key]
        ]
    return pages


def drafts(site: Site, voice: Voice, city: dict[str, list[PageDraft]]) -> dict[str, list[PageDraft]]:
    """The pages of a site, by column."""
    if site.kind == "portal":
        return {**city, "jgzn": functions(voice, site), "ldzc": posts(voice, "领导之窗", voice.units[0][0])}
    if site.kind == "county":
        return {
            "zjbx": county_portrait(voice, voice.short),
            "jgzn": functions(voice, site),
            "ldzc": posts(voice, "领导之窗", voice.units[0][0]),
        }
    office = "办公室" if site.org_type != "institution" else "综合科"
    makers: dict[str, Callable[[], list[PageDraft]]] = {
        "jgzn": lambda: functions(voice, site),
        "ldxx": lambda: posts(voice, "领导信息", office),
        "nsjg": lambda: units(voice, office),
    }
    return {column: make() for column, make in makers.items()}
