"""The news of the main portal, in Chinese and in English."""

from datetime import datetime

from .articles import in_season, outline, phrases, told
from .dice import Dice
from .facts import knowledge
from .records import Draft, bullets, full_title, paragraphs, shortened
from .voice import Voice


def leading(voice: Voice, days: list[datetime]) -> list[Draft]:
    """News of the city government."""
    return list(
        told(voice, in_season(outline(voice, voice.matters, framed=False), lambda entry: entry[2]), days)
    )


def in_pictures() -> list[Draft]:
    """Picture news."""
    frames = phrases()
    drafts = []
    for line in knowledge("portal.yaml")["tpxw"]:
        title, scene, first, second, third = (part.strip() for part in line.split(" | "))
        dice = Dice("tpxw", title)
        body = paragraphs(
            f"{first}。",
            f"{second}。{third}。",
            dice.pick(frames["picture_middles"]),
            dice.pick(frames["picture_closes"]),
        )
        drafts.append(
            Draft(full_title(title), shortened(f"{first}。{second}。"), body, ("图片新闻",), scene, first)
        )
    return drafts


def answers(days: list[datetime]) -> list[Draft]:
    """Answers to what people ask."""
    drafts = []
    for line, day in zip(knowledge("portal.yaml")["hygq"], days, strict=True):
        question, office, first, second, third = (part.strip() for part in line.split(" | "))
        dice = Dice("hygq", question)
        body = paragraphs(
            f"<strong>问：</strong>近期有网友留言询问：{question}？"
            f"相关问题在一周内收到{dice.number(6, 28)}条，现集中回应。",
            f"<strong>答：</strong>{office}答复如下：{first}。{second}。",
            f"需要说明的是，{third}。不同情况的具体要求可能有差别，请以窗口和办事指南公布的内容为准，也可以通过本网站“在线咨询”栏目提交具体问题。",
        )
        body += "<h3>办理提示</h3>" + bullets(
            [
                f"咨询时请写明区域、时间和基本情况，便于{office}核实；",
                "收到查询码后可随时在网上查看办理进度；",
                f"一般咨询在{dice.number(2, 4)}个工作日内答复，复杂问题会先告知办理安排；",
                "请勿在公开留言中填写身份证号、银行卡号等个人信息。",
            ]
        )
        body += paragraphs(
            f"{office}表示，将根据{day.month}月以来群众反映较多的问题，进一步完善服务流程、补充常见问答，对带有普遍性的诉求，及时会同有关单位研究解决。"
        )
        drafts.append(
            Draft(
                full_title(f"回应关切：{question}？"),
                shortened(f"{first}。{second}。"),
                body,
                ("回应关切", office),
            )
        )
    return drafts


def topics() -> list[Draft]:
    """Special topics."""
    drafts = []
    for line in knowledge("portal.yaml")["ztzl"]:
        title, about, scene = (part.strip() for part in line.split(" | "))
        name = title.removesuffix("专题")
        dice = Dice("ztzl", title)
        parts = [
            "工作动态：及时反映各部门和县（市、区）的进展；",
            "政策解读：用图解、问答说明政策要点；",
            "办事服务：集中相关办事指南、表格和查询入口；",
            "互动交流：汇总常见问题，接受咨询和建议。",
        ]
        body = paragraphs(
            f"为方便公众集中了解{name}有关信息，本网站开设“{title}”，{about}。"
            f"专题由相关部门共同供稿，按照先审后发的要求更新，每{dice.number(1, 2)}周至少更新一次。"
        )
        body += f"<h2>栏目设置</h2>{bullets(parts)}"
        body += paragraphs(
            f"专题建设坚持需求导向，内容力求准确、简明、管用。"
            f"围绕{name}，编辑人员梳理了近{dice.number(6, 12)}个月的来信和检索词，"
            f"把问得最多的问题放在前面，把办事需要的步骤写清楚。",
            "欢迎市民、企业和媒体通过“建言献策”栏目对专题内容提出意见，也欢迎提供线索和图片。专题结束后将标注归档，历史内容继续保留，供公众查阅。",
        )
        drafts.append(Draft(full_title(title), f"本专题{about}。", body, ("专题专栏", name), scene))
    return drafts


def english() -> list[Draft]:
    """News in English."""
    drafts = []
    for item in knowledge("english.yaml")["news"]:
        texts = [text.strip() for text in item["text"]]
        drafts.append(Draft(item["title"], texts[0], paragraphs(*texts), ("Shijiazhuang",), item["scene"]))
    return drafts
