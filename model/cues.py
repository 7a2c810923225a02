"""The words by which a newspaper page gives its parts away: bylines, captions, furniture, jumps. It knows nothing of lines.

A cue is a pair of neighbouring characters, so that a word with one character misread still leaves others.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from model.characters import Codes

# Words of a kind, blanks between; each stands for the pairs of characters in it.
CUES: dict[str, str] = {
    "dateline": "本报讯 新华社 中新社 中新网 日电 日讯 讯( 电(",
    "wire": "本报 本台 本刊 据新 综合 人民网 央视网 报道 消息 晚报 日报",
    "reporter": "记者 通讯员 实习生 特约 撰稿 作者 见习 文/ /文 文图",
    "photo": "图为 摄影 图/ /图 /摄 摄) 供图 图片 左图 右图 上图 下图 资料图 漫画 制图",
    "staff": "责编 责任编辑 编辑 美编 校对 版式 主编 值班 组版 审读 检校 审校 编审 终审 排版 编委",
    "press": (
        "电话 热线 地址 邮编 网址 http www .com .cn 定价 零售 印刷 刊号 邮发 广告 法律顾问 邮箱 @ 微信 投稿 版权 "
        "订阅 代号 发行 传真 许可证 国内统一 公众号 客户端"
    ),
    "page": "版: 星期 农历 版面 导航 上一 下一 第一版 要闻 综合新闻 今日 总第 出版 导读 天气",
    "jump": "下转 上接 转第 接第 版)",
    "asks": "编者按 问: 答: 评论员",
    "slogan": (
        "新征程 新时代 初心 使命 学习贯彻 精神 致敬 喜迎 深入开展 文明城市 乡村振兴 扫黑除恶 造福 绿化 二十大 "
        "奋进 全面 主题教育 高质量 美丽 共建 共享 人人 从我做起 我们的"
    ),
    "column": (
        "专栏 访谈 赛场 公告 之窗 快讯 快报 简讯 短波 关注 广角 聚焦 视点 观察 茶座 新闻 世相 体坛 要闻 综合 副刊 "
        "时评 众议 来论 民生 社会 国际 国内 文体 科教 财经 法治 平安 健康 特刊 周刊 论坛 读者 来信 信箱 热线 调查 "
        "追踪 直击 现场 进行时 一线 基层 传真 播报 速递 连线 对话 专访 特写 写真 人物 风采 故事 纪事 记忆 往事 "
        "手记 札记 日记 夜话 闲话 话题 走笔 漫笔 随笔 絮语 短讯 要讯 动态 问答 之言 短评 快评 杂谈 漫谈 周末 一瞥 一周 数字 "
        "之声 之家 专递 在线 看点 热议 镜头 影像 图说 快递 回音 回声 门诊 课堂 书架 书评 杂记 见闻 链接 "
        "视窗 窗口 平台 园地 天地 纵横 扫描 透视 解读 点评 评论 声音 民声 心声 说法 法庭 警方 天气 气象 提醒 提示 "
        "启事 服务 便民 生活 养生 文化 文学 校园 科技 金融 楼市 车市 行情 看台 环球 世界 天下 城事 县区 乡镇 三农 "
        "专版 专题 学习 活动 沙龙 书屋 讲堂 导读 速览"
    ),
    "then": "据悉 此外 同时 目前 其中 据介绍 近日 日前 今年 昨日 昨天 截至 记者从 了解到 表示 说,",
}
NAMES = tuple(CUES)


@cache
def _cue_tables() -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.uint16]]:
    """Return where rows of a table are by a cue's first character, columns by its second, and the table: kinds as bits."""
    found: dict[tuple[int, int], int] = {}
    for bit, words in enumerate(CUES.values()):
        for word in words.split():
            for first, second in zip(word, word[1:] or word, strict=False):
                key = ord(first), ord(second)
                found[key] = found.get(key, 0) | 1 << bit
    firsts, seconds = (sorted(set(characters)) for characters in zip(*found, strict=True))
    rows, columns = np.zeros((2, 0x10000), np.int32)
    columns[seconds] = np.arange(1, len(seconds) + 1)
    rows[firsts] = np.arange(1, len(firsts) + 1) * (len(seconds) + 1)
    kinds = np.zeros((len(firsts) + 1) * (len(seconds) + 1), np.uint16)
    for (begin, end), bits in found.items():
        kinds[rows[begin] + columns[end]] = bits
    return rows, columns, kinds


def find_cues(codes: Codes) -> tuple[NDArray[np.int64], NDArray[np.uint16]]:
    """Return where cues begin in folded text, and the kinds of each as bits in the order of NAMES."""
    rows, columns, kinds = _cue_tables()
    row = rows.take(codes[:-1], mode="clip")
    places = np.flatnonzero(row > 0)
    met = kinds.take(row.take(places) + columns.take(codes.take(places + 1), mode="clip"))
    hits = np.flatnonzero(met > 0)
    return places.take(hits), met.take(hits)
