"""Texts of the benchmarks."""

BENCH_TEXTS: dict[str, tuple[str, str]] = {
    "bench-unknown": (
        "There is no bench {text!r}; there are: {known}. Say one of these, or none.",
        "没有名为 {text!r} 的测试；可用：{known}。请选其一，或不填。",
    ),
    "instance-unreadable": (
        "{file} cannot be read: {why}. Check the path.",
        "无法读取 {file}：{why}。请检查路径。",
    ),
    "instance-wrong": (
        "{file} is no docking instance: {why}. Correct the file, or make it anew.",
        "{file} 不是有效的对接算例：{why}。请更正或重新生成该文件。",
    ),
    "file-not-written": (
        "{file} cannot be written: {why}. Choose another place.",
        "无法写入 {file}：{why}。请换一个位置。",
    ),
}
