"""What levels of places and kinds of links are called, in Chinese and in English."""

LEVEL_NAMES = {
    "country": ("中央", "centre"),
    "province": ("省级", "province"),
    "prefecture": ("地级", "prefecture"),
    "county": ("县级", "county"),
    "": ("层级不明", "level unknown"),
}
KIND_NAMES = {
    "downward": ("自上而下", "downward"),
    "upward": ("自下而上", "upward"),
    "neighbour": ("相邻", "neighbour"),
    "same province": ("同省", "same province"),
    "other": ("其他", "other"),
}
