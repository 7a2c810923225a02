"""The benchmarks' own sums, their baseline and their commands; what they measure is not tested here."""

import importlib
import subprocess
import sys
from pathlib import Path

import joblib
import numpy as np
import pytest

from benchmarks import accuracy, data, usual
from benchmarks.bootstrap import macro_f1_interval
from benchmarks.comparison import Bar, Comparison, alternate
from model.article import Article


def test_an_interval_of_right_answers_alone_is_a_point() -> None:
    truth = np.arange(100) % 2
    interval = macro_f1_interval(truth, truth, sections=2)
    assert (interval.value, interval.low, interval.high) == (1.0, 1.0, 1.0)
    assert str(interval) == "1.000 [1.000, 1.000]"


def test_an_interval_is_as_wide_as_the_binomial_distribution_says() -> None:
    truth = np.repeat([0, 1], 200)
    answers = truth.copy()
    answers[:40] = 1
    answers[200:240] = 0
    interval = macro_f1_interval(truth, answers, sections=2)
    assert interval.value == pytest.approx(0.8)
    # 1.96 standard errors of a share of 0.8 among 400
    assert (interval.low, interval.high) == pytest.approx((0.8 - 0.039, 0.8 + 0.039), abs=0.008)


def test_the_same_seed_gives_the_same_interval() -> None:
    truth, answers = np.arange(60) % 3, np.arange(60) % 5 % 3
    assert macro_f1_interval(truth, answers, 3, seed=7) == macro_f1_interval(truth, answers, 3, seed=7)
    assert macro_f1_interval(truth, answers, 3, seed=7) != macro_f1_interval(truth, answers, 3, seed=8)


def test_a_ratio_is_the_median_of_its_rounds() -> None:
    comparison = Comparison("batch", "articles/s", Bar(2.0), ours=[10, 40, 30], baseline=[10, 10, 10])
    assert comparison.row() == ["batch", "30.00", "10.00", "articles/s", "3.00 (1.00-4.00)", ">= 2", "reached"]


@pytest.mark.parametrize(
    ("bar", "ratio", "reached"),
    [
        (Bar(15), 15.0, True),
        (Bar(15), 14.9, False),
        (Bar(0.5, below=True), 0.5, True),
        (Bar(0.5, below=True), 0.51, False),
    ],
)
def test_a_bar_is_reached_from_its_side(bar: Bar, ratio: float, reached: bool) -> None:  # noqa: FBT001
    assert bar.reached(ratio) is reached


def test_ours_and_the_baseline_are_measured_in_turn_and_each_first_as_often() -> None:
    measured: list[str] = []

    def measure(name: str) -> float:
        measured.append(name)
        return float(len(measured))

    alternate("order", "", Bar(1), lambda: measure("ours"), lambda: measure("baseline"), rounds=2)
    assert measured == ["ours", "baseline", "baseline", "ours"]


def test_sources_without_a_group_of_their_own_are_held_out_together() -> None:
    articles = [Article("", source=source) for source in ("rmrb", "portal2017", "netease2016", "nankai", "thucnews")]
    assert [data.GROUP_NAMES[group] for group in data.groups(articles)] == [
        "rmrb",
        "netease2016+portal2017",
        "netease2016+portal2017",
        "all others",
        "all others",
    ]


def test_peers_read_the_words_of_headline_and_text() -> None:
    articles = [Article("球队昨晚赢得比赛。\n球迷欢呼", title="主场胜利"), Article("央行下调利率")]
    first, second = data.documents(articles)
    assert first.replace(" ", "") == "主场胜利球队昨晚赢得比赛球迷欢呼"
    assert " 比赛 " in f" {first} "
    assert second.replace(" ", "") == "央行下调利率"


def test_the_usual_recipe_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["球队昨晚赢得比赛", "前锋打进制胜一球", "央行下调贷款利率", "股市今天收盘上涨"]
    joblib.dump(usual.fit(texts, ["sports", "sports", "economy", "economy"]), tmp_path / "pipeline.joblib")
    monkeypatch.setenv("RECIPE_PIPELINE", str(tmp_path / "pipeline.joblib"))
    client = importlib.import_module("benchmarks.recipe").app.test_client()
    answer = client.post("/classify", json={"title": "制胜一球", "text": "球队赢得比赛"})
    assert (answer.status_code, answer.json["label"]) == (200, "sports")
    assert sum(answer.json["scores"].values()) == pytest.approx(1.0)


@pytest.mark.parametrize(
    "command", ["benchmarks.accuracy", "benchmarks.speed", "benchmarks.http", "benchmarks.upload", "benchmarks.workers"]
)
def test_a_command_prints_its_usage(command: str) -> None:
    done = subprocess.run([sys.executable, "-m", command, "--help"], capture_output=True, text=True, check=True, cwd=data.PROJECT)
    assert done.stdout.startswith(f"usage: python -m {command}")
    assert done.stderr == ""


def test_without_the_corpus_one_line_says_what_is_needed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert accuracy.main(["--shared", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "corpus/labelled.jsonl.gz" in said
    assert str(tmp_path) in said
