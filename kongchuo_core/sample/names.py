"""What the fictitious county's people, villages and schools are called, and how such names get
miswritten.
"""

from __future__ import annotations

SURNAMES = "李杨张王刘陈赵周何罗马普毕沙者陶施尹段龙朱高黄吴董徐孙苏鲁和字余"
"""Common first: a surname's weight falls with its place."""

GIVEN = {
    "男": "浩宇轩博俊杰文强志鹏涛明辉建国云飞海天阳子豪梓睿嘉成龙航平林旭东晨光思远永福瑞泽一铭佳乐奕宏伟洪斌昊堃赟",
    "女": "欣怡婷雨涵诗琪静玲丽娟梅红莲艳春燕云霞子萱思佳语桐雪梦瑶雅楠悦美玉兰芳佩珊若依慧敏晓琳婉清韵柔翠玥蕊",
}
RARE = "堃赟玥蕊龑翀燊祎㛃㮾𬭎𠅤"
"""Characters that old systems lose."""

DOTTED = (
    "阿各·木呷",
    "沙马·伍果",
    "吉克·阿依",
    "古丽·阿依木",
    "阿木·拉者",
    "木呷·尔布",
    "吉木·日洛",
    "麦麦提·艾力",
    "阿依·布扎",
    "勒格·扎西",
)

HOMOPHONES = dict(
    zip(
        "轩萱博俊杰志涛辉佳嘉子梓思欣怡婷雨语涵琪静玲丽艳燕梅云红宇浩昊晨瑶悦",
        "萱轩搏骏洁智滔晖嘉佳梓子丝心宜亭语雨函琦靖铃莉燕艳玫芸虹羽昊浩辰遥月",
        strict=True,
    )
)
"""Character → another of the same reading."""
VARIANTS = dict(
    zip(
        "国张陈刘龙杨马赵罗黄吴孙苏鲁强鹏飞东远泽铭乐红莲艳丽语兰晓云梦",
        "國張陳劉龍楊馬趙羅黃吳孫蘇魯強鵬飛東遠澤銘樂紅蓮艷麗語蘭曉雲夢",
        strict=True,
    )
)
"""Character → its traditional form."""

VILLAGES = ("北营", "石桥", "龙潭", "松林", "白泥塘", "青山", "沙坝", "瓦窑", "核桃箐", "河东")
GROUPS = ("一组", "二组", "三组", "四组", "五组", "六组")
NATIONS = (("汉族", 0.80), ("彝族", 0.10), ("苗族", 0.07), ("傈僳族", 0.02), ("白族", 0.01))

ELSEWHERE_PLACES = (
    ("539911", "云南省昆明市五华区"),
    ("539926", "云南省昆明市禄劝县"),
    ("539931", "云南省楚雄州武定县"),
    ("539943", "四川省凉山州会理市"),
)
"""Area codes that do not exist, and the places they stand for in the sample."""

SCHOOLS_ELSEWHERE = (
    ("昆明市盘龙区龙泉小学", "云南省昆明市"),
    ("安宁市连然中学", "云南省安宁市"),
    ("义乌市江东小学", "浙江省义乌市"),
    ("禄丰市恐龙山镇中学", "云南省禄丰市"),
    ("东莞市厚街育才学校", "广东省东莞市"),
)
