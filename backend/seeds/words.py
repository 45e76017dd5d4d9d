"""What the demo's Amina wrote, in both languages."""

JOURNAL = {
    "en": {
        2: "Warm cloth, then the massage. The cheek felt less like wood for an hour.",
        9: "Tea without a straw and nothing spilled.",
        15: "Bad week. The eye burns in the wind and everything pulls. Rested.",
        20: "Back to small things. Nobody stared, or I did not look.",
        27: "Read aloud to the children. The b and p are still soft, and they did not mind.",
        31: "Left the scarf off for one bus stop.",
    },
    "zh-Hans": {
        2: "热毛巾，再按摩。有一个小时，脸颊不那么像木头。",
        9: "喝茶没有用吸管，也没有洒。",
        15: "这周不好。风一吹眼睛就辣，哪里都紧。休息了。",
        20: "又从小动作开始。没有人盯着看，也可能是我没有去看。",
        27: "给孩子们读书。b 和 p 还是发软，他们不在意。",
        31: "坐公交时，有一站没有戴围巾。",
    },
}
"""Journal entries by day since she began."""

TAGS = {
    "en": {9: ("eating",), 15: ("eye", "cold wind"), 20: ("people",), 27: ("speaking", "children")},
    "zh-Hans": {9: ("吃饭",), 15: ("眼睛", "冷风"), 20: ("和人相处",), 27: ("说话", "孩子")},
}
"""Tags of those entries, from the list and of her own."""

PRIVATE = {
    "en": "Cried in the bathroom before the party. This one is for me.",
    "zh-Hans": "聚会前在洗手间哭了一场。这一条只写给自己。",
}
"""What she never shares."""

FELT_TAGS = {
    "en": {7: ("work",), 15: ("cold wind",), 16: ("cold wind",), 23: ("photos",), 29: ("people",)},
    "zh-Hans": {7: ("工作",), 15: ("冷风",), 16: ("冷风",), 23: ("拍照",), 29: ("和人相处",)},
}
"""Tags of check-ins, by day."""

NAME = {"en": "Amina Khan", "zh-Hans": "阿米娜·汗"}
CAUSE = {"en": "Bell’s palsy", "zh-Hans": "贝尔面瘫"}
DOCTOR = {"en": "Dr Chen", "zh-Hans": "陈医生"}
LETTER_FROM = {"en": "Dr Chen, Eye and face clinic", "zh-Hans": "陈医生，眼面门诊"}
CLINIC = {"en": "Eye and face clinic", "zh-Hans": "眼面门诊"}
THERAPY = {"en": "Facial therapist, every second week", "zh-Hans": "面部康复治疗，隔周一次"}
GOAL = {"en": "Drink from a cup in company.", "zh-Hans": "和别人在一起时，能用杯子喝水。"}
QUESTIONS = {
    "en": (
        "My eye narrows when I smile. Would relaxing injections help, and when?",
        "The eye is drier than last month. What else can I do at night?",
        "Should I go on with the stretches during a flare?",
    ),
    "zh-Hans": (
        "我一笑，眼睛就变小。放松注射有没有用，什么时候打合适？",
        "眼睛比上个月更干，夜里还能做些什么？",
        "不舒服的那几天，拉伸还要继续吗？",
    ),
}
