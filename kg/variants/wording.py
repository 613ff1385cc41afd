"""What the kinds of change are called, in Chinese and in English."""

KIND_NAMES = {
    "insertion": ("增", "insertion"),
    "omission": ("减", "omission"),
    "substitution": ("换", "substitution"),
    "reordering": ("移", "reordering"),
    "punctuation": ("标点", "punctuation"),
}
