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
