"""Invents what stands on a newspaper page beside its articles: names, bylines, captions, furniture. It keeps no state."""

from random import Random

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉红梅建国文斌辉鹏飞雪峰晨曦子涵雨桐浩宇欣怡梓萱一鸣思远海燕志宏晓东云松柏青岚若溪安然致远景行"
PLACES = "安平青川云州临江东陵西河海宁南浦北屿石桥金沙长泽白水红岭双溪大岭新港古城梅山松原柳园清河太平永康"
PAPERS = ("日报", "晚报", "晨报", "都市报", "时报", "周刊")
AGENCIES = ("新华社", "中新社", "人民日报", "央视新闻", "经济日报", "光明日报")
BANNERS = ("国内要闻", "国际新闻", "社会", "简讯", "时政要闻", "本地新闻", "热点关注", "经济广角", "民生", "健康周刊", "体育新闻", "文体", "综合",
           "要闻", "今日关注", "权威发布", "图片新闻", "县区传真", "一线速递", "记者调查", "聚焦", "读者来信", "短波", "环球", "法治", "教育", "财经")
BANNER_WORDS = ("世相", "众议", "来论", "照登", "公告", "体坛", "赛场", "平安", "法治", "城事", "乡村", "观察", "时评", "茶座", "视点", "速览", "医院", "信息", "资讯", "讲堂", "关注", "前沿",
                "天下", "百姓", "生活", "声音", "副刊", "悦读", "人物", "市场", "快报", "政务", "之窗", "园地")
SLOGANS = ("奋进新征程", "学思想", "强党性", "重实践", "建新功", "创建全国文明城市", "推进乡村全面振兴", "优化营商环境", "建设美丽家园", "决战四季度", "冲刺全年红",
           "贯彻落实党代会精神", "高质量发展", "项目建设年", "扫黑除恶", "人人参与", "共建共享", "節约用水", "文明出行", "从我做起", "安全生产月", "改革开放再出发")
ROLES = ("责任编辑", "责编", "编辑", "美编", "校对", "版式", "组版", "值班主任", "本版编辑", "主编", "审读", "电话", "值班编委", "策划", "统筹")
VERBS = ("推进", "打造", "建设", "争当", "弘扬", "贯彻", "落实", "聚焦", "共建", "守护", "冲刺", "深化", "做好", "打好", "学习", "践行", "办好")
GOALS = ("乡村振兴", "生态文明", "文明城市", "营商环境", "主题教育", "改革开放", "安全生产", "全民健身", "健康城市", "两会精神", "法治政府", "蓝天保卫战", "重点项目", "三季度经济", "家门口的幸福",
         "绿水青山", "劳模精神", "党代会精神", "民生实事", "夏收夏种", "防汛抗旱", "垃圾分类", "国家卫生县城", "新发展格局", "诚信社会", "脱贫成果", "春耕备耕", "禁毒工作")
WHOM = ("劳动者", "医护人员", "奋斗者", "教师", "环卫工人", "参保人员", "居民", "企业", "抗洪勇士")
SIGNATURES = 8
WEEKDAYS = "一二三四五六日"


def person(random: Random, *, spaced: bool = False) -> str:
    """Return a name of two or three characters; a short one may be spaced out."""
    surname, given = random.choice(SURNAMES), "".join(random.sample(GIVEN, random.choice((1, 2, 2))))
    return surname + ("　" if spaced and len(given) == 1 and random.random() < 0.3 else "") + given


def place(random: Random) -> str:
    """Return the name of a place."""
    at = random.randrange(len(PLACES) // 2) * 2
    return PLACES[at : at + 2]


def reporters(random: Random, *, spaced: bool) -> str:
    """Return who wrote: one or more names, with what they are."""
    gap = " " if spaced else ""
    who = [person(random, spaced=spaced) for _ in range(random.choice((1, 1, 1, 2, 3)))]
    names = random.choice(("、", " ", "　")).join(who)
    role = random.choice(("记者", "记者", "记者", "记者", "通讯员", "见习记者", "特约记者", "实习生", "本报记者", ""))
    more = f"{gap or ' '}通讯员{gap}{person(random)}" if random.random() < 0.25 else ""
    return f"{role}{gap if role else ''}{names}{more}"


def inline_byline(random: Random, *, spaced: bool) -> str:
    """Return what the first paragraph of an article begins with."""
    who = f"{' ' if spaced else ''}（{reporters(random, spaced=spaced)}）" if random.random() < 0.85 else ""
    day = f"{random.randint(1, 12)}月{random.randint(1, 30)}日"
    kind = random.random()
    if kind < 0.5:
        return f"本报讯{who}"
    if kind < 0.6:
        return f"本报{place(random)}{day}{random.choice(('电', '讯'))}{who}"
    if kind < 0.85:
        return f"{random.choice(('', '', '据'))}{random.choice(AGENCIES)}{place(random)}{random.choice((day, day, ''))}电{who}"
    if kind < 0.92:
        return f"{reporters(random, spaced=True)}报道"
    return random.choice((f"综合{random.choice(AGENCIES)}电", f"本报综合消息{who}", f"（{reporters(random, spaced=spaced)}）", f"本台消息{who}"))


def byline_of_its_own(random: Random, form: int, *, spaced: bool) -> str:
    """Return a byline that stands on a line of its own, in one of SIGNATURES forms, or in any for -1."""
    who = reporters(random, spaced=spaced)
    name = pen_name(random) if random.random() < 0.2 else person(random, spaced=spaced)
    where = place(random)
    day = f"{random.randint(1, 12)}月{random.randint(1, 30)}日"
    forms = (
        who,
        random.choice(("本报记者", "本报通讯员", "记者", "通讯员", "特约评论员", "本报评论员", "市民", "读者")) + random.choice((" ", "　", "")) + name,
        name,
        random.choice("□■●○◎") + random.choice((who, name, " " + name)),
        name + random.choice((" 文/图", "文/图", " 摄影报道", " 整理", f"（{where}）")),
        random.choice((f"文/{name} 图/{person(random)}", f"作者：{name}", f"（{who}）", f"{random.choice(AGENCIES)}记者 {name}", f"{where}日报记者 {name}")),
        f"据{random.choice(AGENCIES)}{where}{day}电",
        f"据{where}市{random.choice(('卫健委', '气象台', '公安局', '统计局'))}{random.choice(('网站', '消息', ''))}",
    )
    return forms[form] if form >= 0 else random.choice(forms)


def pen_name(random: Random) -> str:
    """Return a name of two to four characters that no one bears."""
    return "".join(random.sample(GIVEN + "老马识途听雨闲客山人一笑微言横眉砚耕", random.choice((2, 3, 4))))


def caption(random: Random, said: str, *, spaced: bool) -> str:
    """Return the caption of a photo on which `said` is to be seen."""
    name, gap = person(random, spaced=spaced), random.choice(("", " ", "　"))
    credit = random.choice((f"{name}{gap}摄", f"{name}{gap}摄", f"（{name}{gap}摄）", f"{name}/摄", f"本报记者 {name}{gap}摄", f"（图片由{name}提供）", f"新华社记者 {name}{gap}摄", ""))
    if random.random() < 0.3:
        said += random.choice(("的场面", "（左）", "（右一）", "（前排中）", "现场"))
    lead = random.choice(("图为", "图为", "▲", "上图：", "右图为", "下图：", "", "", "△", "（资料图）"))
    if not lead and not credit:
        credit = f"{name} 摄"
    return f"{lead}{said}{random.choice(('。', '。', ' ', ''))}{credit}"


def jump_out(random: Random) -> str:
    """Return the mark of an article that goes on elsewhere."""
    return random.choice(("（下转第{}版）", "(下转{}版)", "（下转A{}版）", "下转第{}版", "【下转第{}版】")).format(random.choice((2, 3, 4, 6, "二", "三", "四")))


def jump_in(random: Random) -> str:
    """Return the mark of an article that began elsewhere."""
    return random.choice(("（上接第{}版）", "(上接{}版)", "（上接A{}版）", "上接第{}版", "（紧接第{}版）")).format(random.choice((1, 2, 3, "一", "二")))


def banner(random: Random) -> str:
    """Return the name of a column or of a part of the page."""
    name = random.choice(BANNERS) if random.random() < 0.6 else "".join(random.sample(BANNER_WORDS, 2))
    return random.choice(("{}", "{}", "■{}", "【{}】", "▎{}", "{} News")).format(name)


def slogan(random: Random) -> str:
    """Return a slogan."""
    if random.random() < 0.5:
        verb, what, whom = random.choice(VERBS), random.choice(GOALS), random.choice(("", "全力", "扎实", "深入", "持续", "坚决"))
        return random.choice((f"{whom}{verb}{what}", f"{whom}{verb}{what} {random.choice(SLOGANS)}", f"——{verb}{what}", f"{verb}{what} 向{random.choice(WHOM)}致敬"))
    return random.choice((" ", "　", " ", "·")).join(random.sample(SLOGANS, random.choice((1, 2, 2, 3))))


def notice(random: Random) -> str:
    """Return the plain headline of a notice."""
    where = random.choice(("市", "县", "区", place(random) + "市", place(random) + "县", ""))
    if random.random() < 0.4:
        matter = f"{random.choice(VERBS)}{random.choice(GOALS)}"
        form = random.choice(("关于{}的{}", "{}{}", "{}工作{}", "“{}”{}"))
        return where + form.format(matter, random.choice(("通知", "决定", "公告", "办法", "规定", "实施细则", "管理办法", "意见"))) + random.choice(("", "", "（试行）", "（摘要）", "（全文）"))
    what = random.choice(("人事任免", "停水通知", "停电公告", "招聘启事", "赛程预告", "本周赛事", "战报", "一周要闻", "价格行情", "更正", "天气预报", "通报", "工作动态", "干部任前公示", "管理办法", "实施细则", "名单公布", "搬迁启事"))
    return f"{where}{random.choice(('', '', random.choice(GOALS)))}{what}"


def listing(random: Random) -> list[str]:
    """Return lines of a table, of results, of a list: paragraphs without the form of one."""
    number = random.randint(2, 7)
    kind = random.random()
    if kind < 0.25:
        unit = random.choice(("每公斤{}元", "每吨{}元", "{}元/斤", "{}%", "{}亿元", "{}万辆"))
        return [f"{place(random)}{random.choice(('米', '菜', '钢', '煤', '茶', '油', '铜', '区', '县', '港'))} {unit.format(round(random.uniform(1, 900), 1))}{random.choice(('', ' 涨2.1%', ' 跌0.3元', ' 平'))}" for _ in range(number)]
    if kind < 0.5:
        teams = [f"{place(random)}{random.choice(('队', '铁路', '大学', '联队', '飞虎', '蓝鲸'))}" for _ in range(2 * number)]
        return [f"{a}{random.choice(('', ' '))}{random.randint(0, 5)}{random.choice(('比', ':', '：'))}{random.randint(0, 5)}{random.choice(('', ' '))}{b}" for a, b in zip(teams[::2], teams[1::2], strict=True)]
    if kind < 0.65:
        return [f"{place(random)}{random.choice('县区市')}：{place(random)}医院、{place(random)}路{random.randint(1, 300)}号，{person(random)}等{random.randint(2, 40)}人{random.choice(('。', '', '；'))}" for _ in range(number)]
    if kind < 0.8:
        lead = random.choice(("{}. ", "{}、", "（{}）", "第{}条 ", "{}．"))
        return [f"{lead.format(('一二三四五六七八九十'[at]) if lead[0] in '（第' else at + 1)}{random.choice(VERBS)}{random.choice(GOALS)}，由{place(random)}{random.choice(('局', '办', '镇政府'))}负责{random.choice(('。', '；', ''))}" for at in range(number)]
    return [line for _ in range(number // 2) for line in (f"问：{random.choice(VERBS)}{random.choice(GOALS)}，有什么要求？", f"答：{random.choice(WHOM)}可以到{place(random)}路{random.randint(1, 99)}号办理，{random.randint(2, 30)}个工作日内办结。")]


def head(random: Random) -> list[str]:
    """Return what stands at the top of a page."""
    date = f"{random.randint(2004, 2026)}年{random.randint(1, 12)}月{random.randint(1, 30)}日"
    day = f"星期{random.choice(WEEKDAYS)}"
    page = random.choice(("第{}版", "{}版", "A{}", "{}", "第A0{}版", "0{}")).format(random.randint(1, 16))
    paper = place(random) + random.choice(PAPERS)
    lines = [
        random.choice((f"{date} {day}", f"{date}　{day}", date, f"{date} {day} 农历{random.choice('正二三四五六七八九十')}月{random.choice(('初三', '十六', '廿一'))}")),
        random.choice((page, f"{page} {banner(random)}", f"{page}：{random.choice(BANNERS)}", f"{random.choice(BANNERS)} {page}")),
        paper,
        staff(random),
        random.choice((slogan(random), "版面导航", "上一版 下一版", "今日天气 多云转晴 18℃～26℃", f"总第{random.randint(100, 9999)}期", f"国内统一连续出版物号 CN {random.randint(10, 60)}-00{random.randint(10, 99)}")),
    ]
    if random.random() < 0.2:
        return [" ".join(lines[:3])]
    return random.sample(lines, random.randint(1, 4))


def staff(random: Random) -> str:
    """Return who made the page."""
    gap = random.choice(("：", "：", " ", ":"))
    return random.choice((" ", "　", "  ")).join(f"{role}{gap}{person(random)}" for role in random.sample(ROLES[:11], random.choice((1, 1, 2, 3))))


def foot(random: Random) -> list[str]:
    """Return what stands at the bottom of a page."""
    number = f"0{random.randint(310, 999)}-{random.randint(2000000, 8999999)}"
    lines = [
        staff(random),
        random.choice((f"新闻热线：{number}", f"电话：{number} 广告热线：{number[:-2]}08", f"本报地址：{place(random)}市人民路{random.randint(1, 200)}号 邮编：{random.randint(100000, 800000)}",
                       f"投稿邮箱：{random.choice('abcxyz')}rb{random.randint(1, 999)}@example.com", f"读者来信请寄{place(random)}路{random.randint(2, 90)}号编辑部")),
        random.choice((f"定价：每份{random.choice(('1.00', '1.50', '2.00'))}元", "本报法律顾问：" + person(random) + "律师", f"{place(random)}日报印务中心印刷", "网址：www.example.com",
                       "版权所有 未经书面授权不得转载", f"零售每份一元 本报印刷厂承印 广告许可证{random.randint(1000, 9999)}号", "订阅电话：11185", "上一篇 下一篇", "上一条 下一条", "放大 缩小 默认", "打印本页 关闭窗口", "版面导航 标题导航", "返回目录", "扫描二维码关注本报微信公众号")),
        random.choice((f"第{random.randint(1, 8)}版", f"{random.randint(2008, 2026)}.{random.randint(1, 12)}.{random.randint(1, 30)}", slogan(random))),
    ]
    return random.sample(lines, random.randint(1, 3))
