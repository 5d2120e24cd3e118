"""Notices: what is announced, to whom, when and where, in the order in which offices write it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from .dice import Dice
from .records import Draft, bullets, full_title, paragraphs, shortened, table
from .voice import Voice

KINDS = (
    ("opinion", ("征求", "征集", "意见", "建议", "调查")),
    ("entry", ("报名", "招募", "招聘", "选聘", "培训", "申报", "评选", "竞赛", "大赛", "考试", "遴选", "申请", "申领", "招生", "推荐", "聘请", "认养", "预约")),
    ("result", ("公示", "名单", "结果", "公布", "目录", "名录", "通报", "出让", "情况")),
    ("schedule", ("停机", "维护", "停办", "暂停", "停水", "封闭", "绕行", "管制", "施工", "搬迁", "时间", "开放", "调整", "年结", "割接", "切换", "安排", "闭馆", "作业", "升级")),
    ("advice", ("提示", "安全", "禁", "防范", "警惕", "防火", "避险", "通告", "响应")),
)  # fmt: skip

FRAMES = (
    "关于{next}年元旦放假期间服务安排的通知",
    "关于公开征求{a}办事指南修改意见的公告",
    "关于聘请{b}社会监督员的公告",
    "关于{c}咨询服务渠道的公告",
    "关于组织{d}业务培训报名的通知",
)


def kind_of(title: str) -> str:
    """What kind of notice a title announces."""
    if "元旦" in title or "放假" in title:
        return "holiday"
    return next((kind for kind, words in KINDS if any(word in title for word in words)), "duty")


def _date(day: datetime) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def phone(*key: object) -> str:
    """A telephone number that belongs to nobody."""
    return f"0311-000000{Dice('phone', *key).number(10, 99)}"


def address(voice: Voice) -> str:
    """An address that does not exist."""
    place = voice.short if voice.short.endswith("县") else "石家庄市"
    return f"{place}演示路{Dice('address', voice.site).number(1, 199)}号（演示地址）"


class Notice:
    """One notice of a voice, published on a day."""

    def __init__(self, voice: Voice, title: str, day: datetime) -> None:
        self.voice, self.title, self.day = voice, title, day
        self.dice = Dice("notice", voice.site, title)
        self.unit = self.dice.pick(voice.units)
        core = title.removeprefix(voice.short).removeprefix("关于")
        for ending in ("的通知", "的公告", "的公示", "的通告", "的提示", "的通报", "的说明", "的提示公告", "公告", "通知", "公示", "提示"):
            core = core.removesuffix(ending)
        self.matter = core.removesuffix("有关事项").removesuffix("有关安排").rstrip("的") or title
        self.end = day + timedelta(days=self.dice.pick((7, 10, 14, 15, 20, 30)))
        self.start = day + timedelta(days=self.dice.number(1, 4))

    def opening(self) -> str:
        """Why the notice is given."""
        v, matter = self.voice, self.matter
        duty = self.dice.pick(v.duties)
        return self.dice.pick(
            (
                f"为方便{v.serves}了解和办理有关事项，根据年度工作安排，现就{matter}的有关事项告知如下。",
                f"按照“{duty}”的职责要求，经研究，现将{matter}的有关事项公布如下，请{v.serves}知悉。",
                f"结合近期工作实际和各方面意见，{v.short}对{matter}作出以下安排，请相互转告。",
                f"为规范有序做好相关工作，保障{v.serves}的合法权益，现将{matter}有关要求明确如下。",
            )
        )

    def contact(self) -> str:
        """Whom to ask."""
        v = self.voice
        return (
            f"<h3>联系方式</h3><p>承办单位：{self.unit[0]}；咨询电话：{phone(v.site, self.unit[0])}（演示号码）；"
            f"地址：{address(v)}；工作日9:00—12:00、13:30—17:00。</p>"
        )

    def signature(self) -> str:
        """Who gives the notice, and when."""
        return f"<p>{self.voice.short}（演示）</p><p>{_date(self.day)}</p>"

    def opinion(self) -> str:
        """Invites opinions."""
        ways = [
            "登录本网站“互动交流”栏目在线提交，系统自动生成查询码；",
            f"将书面意见寄送至{self.unit[0]}，信封注明“意见征集”字样；",
            "到各服务窗口、社区和乡镇便民服务点填写意见卡。",
        ]
        return (
            f"<h3>时间</h3><p>自{_date(self.start)}起至{_date(self.end)}止。</p><h3>方式</h3>{bullets(ways, True)}"
            f"<h3>说明</h3><p>请写明具体条款或环节、修改建议和理由，并留下联系方式以便核实。{self.unit[0]}将在征集结束后{self.dice.number(15, 30)}日内汇总采纳情况，"
            "未采纳的说明原因，结果在本网站公开。个人信息仅用于核实意见，不对外披露。</p>"
        )

    def entry(self) -> str:
        """Invites applications."""
        needs = self.dice.shuffled(
            (
                "申请表一份（可在本网站“表格下载”栏目获取）；",
                "有效身份证件或单位登记证照，可使用电子证照；",
                "能够说明工作基础或相关经历的材料；",
                "真实性承诺书，由本人或单位签章；",
                "需要提供辅助服务（手语、轮椅通道等）的，请一并注明；",
            )
        )[:4]
        return (
            f"<h3>对象和条件</h3><p>面向{self.voice.serves}，遵守法律法规，具备参加所需的基本条件，名额{self.dice.number(20, 160)}个，额满按提交先后顺延。</p>"
            f"<h3>所需材料</h3>{bullets(needs, True)}<h3>时间和程序</h3>"
            f"<p>受理时间为{_date(self.start)}至{_date(self.end)}。程序包括提交、初审、复核和公布，初审意见在{self.dice.number(3, 7)}个工作日内告知；材料不齐的一次性告知补正内容。全程不收取任何费用。</p>"
        )

    def result(self) -> str:
        """Announces a result or a list."""
        rows = []
        for place in self.dice.shuffled(self.voice.places)[:5]:
            total = self.dice.number(18, 120)
            rows.append([place, str(total), str(total - self.dice.number(0, 6))])
        return (
            f"<p>本次工作经过单位自查、{self.unit[0]}审核和集体研究等环节。按区域汇总的情况（演示数据）如下：</p>"
            + table(["区域", "提交数", "通过数"], rows)
            + f"<h3>公布期限和异议处理</h3><p>公布时间为{_date(self.start)}至{_date(self.end)}。如有异议，请以书面形式实名反映，写明事实和理由，{self.unit[0]}自收到之日起{self.dice.number(5, 10)}个工作日内核实答复。"
            "期满无异议或者异议不成立的，按程序办理后续手续。</p>"
        )

    def schedule(self) -> str:
        """Announces times."""
        until = self.start + timedelta(days=self.dice.pick((0, 1, 2, 6, 13)))
        hour = self.dice.pick((0, 18, 20, 22))
        rows = [
            ["开始", f"{_date(self.start)}{hour}时"],
            ["结束", f"{_date(until + timedelta(days=1))}{self.dice.pick((6, 8, 9))}时"],
            ["范围", f"{self.unit[0]}负责的{self.unit[1]}等有关事项"],
        ]
        return (
            f"<h3>时间和范围</h3>{table(['事项', '安排'], rows)}"
            "<h3>替代安排</h3><p>期间急需办理的，可提前在网上预约或到就近服务点办理；已受理的事项不受影响，办理时限自恢复之日起顺延计算。"
            f"如遇天气等特殊情况需要变动，{self.voice.short}将在本网站及时更新。由此带来的不便，敬请谅解。</p>"
        )

    def advice(self) -> str:
        """Gives advice."""
        hints = self.dice.shuffled(
            (
                "关注官方渠道发布的信息，不信谣、不传谣，不转发来源不明的消息；",
                "提前检查与自身有关的设备、场所和材料，发现隐患及时处理；",
                "照顾好老人、儿童和行动不便的家人邻里，必要时向社区求助；",
                "遇到自称工作人员要求转账、提供验证码的，一律不予理会；",
                "严格遵守划定的区域、时段和要求，听从现场工作人员引导；",
                "单位要落实主体责任，安排专人值守，做好记录和交接；",
                "遇到紧急情况，先确保人身安全，再拨打公共救助电话。",
            )
        )[:5]
        return (
            f"<h3>请注意以下事项</h3>{bullets(hints, True)}<h3>责任分工</h3>"
            f"<p>{self.unit[0]}负责{self.unit[1]}，各地按照属地原则做好组织和宣传。有效期自{_date(self.start)}至{_date(self.end)}，需要延长的另行公布。违反规定造成后果的，依法承担相应责任。</p>"
        )

    def duty(self) -> str:
        """Asks subordinate offices to do something."""
        tasks = self.dice.shuffled(
            (
                f"摸清底数。对照{self.matter}的要求逐项自查，建立问题、任务、责任三张清单；",
                "抓好落实。明确一名负责人和一名联络员，重要情况当日报告；",
                "减轻负担。能通过系统获取的数据不再要求填报，能合并的检查合并进行；",
                "公开透明。主要做法和进展在单位网站、公开栏同步公布，接受监督；",
                "总结提升。提炼可复制的做法，注意用事实和数据说话；",
            )
        )[:4]
        return (
            f"<p>各县（市、区）有关单位，各相关单位：</p><h3>主要任务</h3>{bullets(tasks, True)}"
            f"<h3>时间安排</h3><p>{_date(self.start)}前完成动员部署，{_date(self.end)}前将书面情况报{self.unit[0]}。"
            f"{self.voice.short}将随机抽取{self.dice.number(5, 15)}个单位进行核实，结果予以通报。</p>"
        )

    def holiday(self) -> str:
        """Announces the hours of the New Year holiday."""
        year = self.day.year + 1
        rows = [
            ["政务服务窗口", f"{year}年1月1日休息，其余时间以放假通知为准", "网上服务全天开放"],
            ["值班电话", "24小时值守", phone(self.voice.site, "duty") + "（演示号码）"],
            [self.unit[0], "安排人员轮流值班", "紧急事项随到随办"],
        ]
        return (
            f"<h3>服务安排</h3>{table(['服务', '时间', '说明'], rows)}<p>放假期间，{self.voice.short}各网上服务渠道保持开放，提交的申请自节后第一个工作日起计算办理时限。"
            f"确有紧急需要的，可提前预约，由{self.unit[0]}安排专人办理。请{self.voice.serves}合理安排办事时间，注意出行和用火用电安全。</p>"
        )

    def draft(self) -> Draft:
        """The whole notice."""
        opening = self.opening()
        body = paragraphs(opening) + getattr(self, kind_of(self.title))() + self.contact() + self.signature()
        return Draft(full_title(self.title), shortened(opening), body, (self.voice.short, "通知公告"))


def titles(voice: Voice, written: list[str], year: int) -> list[str]:
    """The titles of a site's notices, newest first: those that were written for it, and some that every site has."""
    names = [matter.name for matter in Dice("framed", voice.site).shuffled(voice.matters)]
    framed = [frame.format(next=year + 1, a=names[0], b=names[1], c=names[2], d=names[3]) for frame in FRAMES]
    order = [framed[0], *written[:2], framed[1], *written[2:4], framed[2], *written[4:6], framed[3], *written[6:], framed[4]]
    full = []
    for title in order:
        named = title if title.startswith(voice.short) else voice.short + title
        full.append(named if len(named) <= 32 else title)
    return full


def notices(voice: Voice, heads: list[str], days: list[datetime]) -> Iterator[Draft]:
    """The notices under the headings, each dated by the day in the same place of the list."""
    for title, day in zip(heads, days, strict=True):
        yield Notice(voice, title, day).draft()
