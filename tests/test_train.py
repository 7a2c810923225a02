"""The command: what it learns, prints, keeps and publishes, and how it refuses."""

import io
import json
import re
import subprocess
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest

import train
from model import Article, Classifier, Versions, artifact
from model.comparison import MIN_UNSEEN
from model.text import skeleton
from model.versions import REFUSED

ROOT = Path(__file__).parents[1]
TRAIN = ROOT / "train.py"
SEEDS = ROOT / "seeds" / "articles"
SENTENCE_END = re.compile(r"[，。！？；：、\n]")
LONG_ENOUGH_TO_KNOW_AGAIN = 10
UNSEEN = [
    Article("市足球队昨晚在联赛第九轮主场战胜客队，主教练赛后对年轻球员的拼抢表示满意。", label="sports"),
    Article("本市首条河滨骑行赛道将承办下月举行的公路自行车赛，三百名选手已经报名。", label="sports"),
    Article("统计部门公布前三季度居民消费价格，蔬菜和鲜果涨幅回落，银行存款利率下调。", label="economy"),
    Article("疾控中心提醒，流感疫苗接种点本周起增至四十处，医保个人账户可以支付费用。", label="health_policy"),
    Article("图书馆夜间自习室延长开放，读者凭身份证预约座位，儿童阅览区照常闭馆。", label="other"),
    Article("市人大常委会闭会，会议任命三名局长，并审议了政府工作报告所列事项的落实情况。", label="politics"),
]
CORRECTED = Article(
    "本报讯（记者 池砚）昨天，市第二人民医院为一名六十八岁患者完成首例机器人辅助手术，患者恢复良好。",
    title="市二院完成首例机器人手术",
    label="other",
)


@dataclass(frozen=True, slots=True)
class Run:
    """What a run of the command came to."""

    status: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Desk:
    """A folder where the command is run, with models, data and reports of its own."""

    folder: Path

    @property
    def versions(self) -> Versions:
        return Versions(self.folder / "models")

    def run(self, *arguments: object) -> Run:
        kept = ["--models", self.folder / "models", "--report", self.folder / "report.html", "--cache", self.folder / "cache"]
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            status = train.main([str(argument) for argument in (*arguments, *kept, "--jobs", 1)])
        return Run(status, out.getvalue(), err.getvalue())

    def write(self, articles: Sequence[Article], name: str = "data.jsonl") -> Path:
        rows = [json.dumps(asdict(article), ensure_ascii=False) + "\n" for article in articles]
        (self.folder / name).write_text("".join(rows), "utf-8")
        return self.folder / name

    def newest(self) -> artifact.Artifact:
        return artifact.read(self.versions.folder / self.versions.names()[-1])


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk where nothing has been published."""
    return Desk(tmp_path)


@pytest.fixture
def serving(desk: Desk, model_folder: Path) -> Desk:
    """A desk where the model of the seeds alone is served."""
    packed = artifact.read(model_folder)
    desk.versions.add(packed)
    desk.versions.publish(packed.version)
    return desk


@pytest.fixture(scope="module")
def few(seed_articles: Sequence[Article]) -> list[Article]:
    """A few dozen articles, of all sections."""
    return list(seed_articles[::12])


@pytest.fixture(scope="module")
def shuffled(seed_articles: Sequence[Article]) -> list[Article]:
    """The seeds, each with the label of another."""
    labels = np.random.default_rng(1).permutation([article.label for article in seed_articles]).tolist()
    return [replace(article, label=label) for article, label in zip(seed_articles, labels, strict=True)]


def marked(listing: str) -> list[str]:
    """Return the names that a listing marks as served."""
    return [line.split()[1] for line in listing.splitlines() if line.startswith("*")]


# Learning on top of the served model.


def test_a_fresh_clone_learns_on_top_of_the_shipped_model_and_goes_back(desk: Desk, few: list[Article]) -> None:
    shipped = artifact.read(desk.versions.default).version
    run = desk.run(desk.write(few))
    assert run.status == 0, run.err
    made = desk.newest()
    assert desk.versions.pointer() == made.version
    assert run.out.splitlines()[-1] == f"published {made.version}"
    assert made.manifest["data"]["parent"] == shipped

    listing = desk.run("--list").out
    assert marked(listing) == [made.version]
    assert [line.endswith("(shipped)") for line in listing.splitlines()] == [True, False]

    assert desk.run("--rollback") == Run(0, "now serving the shipped model\n", "")
    assert marked(desk.run("--list").out) == [shipped]
    again = desk.run("--rollback")
    assert again.status == 1
    assert "has nothing to go back to; the shipped model is being served" in again.err


def test_models_are_published_one_after_another_and_taken_back_one_by_one(serving: Desk) -> None:
    first = serving.versions.pointer()
    second = serving.run(serving.write(UNSEEN[::2]), "--force").out.split()[-1]
    third = serving.run(serving.write(UNSEEN[1::2]), "--force").out.split()[-1]
    assert serving.versions.pointer() == third
    assert artifact.read(serving.versions.current()).manifest["data"]["parent"] == second
    assert len({first, second, third}) == 3
    for name in (second, first):
        assert serving.run("--rollback").out == f"now serving {name}\n"
        assert marked(serving.run("--list").out) == [name]


def test_what_a_model_learns_it_answers(serving: Desk, seed_articles: Sequence[Article]) -> None:
    moved = [replace(article, label="other") for article in seed_articles if article.label == "sports"]
    run = serving.run(serving.write(moved), "--golden", serving.write([], "golden.jsonl"))
    assert run.status == 0, run.err
    answers = Classifier.load(serving.versions.current()).classify(moved)
    assert np.mean([answer.label == "other" for answer in answers]) > 0.8


def test_one_corrected_article_is_learned_and_what_was_measured_is_said(serving: Desk, seed_articles: Sequence[Article]) -> None:
    before = Classifier.load(serving.versions.current())
    run = serving.run(serving.write([CORRECTED]))
    assert run.status == 0, run.err
    after = Classifier.load(serving.versions.current())
    assert before.classify([CORRECTED])[0].label == "health_policy"
    assert after.classify([CORRECTED])[0].label == "other"
    assert "none could be held out: the figures are what the served model says of them" in run.out
    assert "answered as labelled, of the 1 given articles: 0 before, 1 now" in run.out
    known = f"({len(seed_articles):,})"
    assert f"macro-F1 on the seed articles, most of them learned before: what was known must stay {known}" in run.out
    kept = [one.label == other.label for one, other in zip(before.classify(UNSEEN), after.classify(UNSEEN), strict=True)]
    assert all(kept)


def test_a_few_corrections_that_spoil_what_was_known_are_not_published(serving: Desk, seed_articles: Sequence[Article]) -> None:
    """They all but repeat articles that the seeds have under another label."""
    economy = [article for article in seed_articles if article.label == "economy"][: MIN_UNSEEN - 1]
    moved = [replace(article, text=f"{article.text}又讯。", label="politics") for article in economy]
    run = serving.run(serving.write(moved), "--golden", serving.write([], "golden.jsonl"))
    assert run.status == 3
    assert f"answered as labelled, of the {len(moved)} given articles: 0 before" in run.out
    assert "not good enough: macro-F1 falls from" in run.err
    assert "on the seed articles" in run.err
    assert len(serving.versions.names()) == 1


def test_an_adapted_model_remembers_what_its_parent_has_seen(serving: Desk, model_folder: Path) -> None:
    assert serving.run(serving.write(UNSEEN), "--force").status == 0
    before, after = artifact.seen(artifact.read(model_folder)), artifact.seen(serving.newest())
    assert len(after) == len(before) + len(UNSEEN)
    assert np.isin(before, after).all()


def test_a_strange_label_is_refused_with_what_to_do(serving: Desk, few: list[Article]) -> None:
    run = serving.run(serving.write([*few, Article("本市昨日迎来入冬后的首场降雪。", label="weather")]))
    assert run.status == 1
    assert run.out == ""
    assert run.err == (
        "train.py: label 'weather' is not among the served model's (politics, sports, economy, health_policy, other); "
        "another set of labels needs --from-scratch\n"
    )
    assert len(serving.versions.names()) == 1


# Learning from scratch.


def test_two_labels_of_one_s_own_work_from_end_to_end(desk: Desk, few: list[Article]) -> None:
    ours = [replace(article, label="球类" if article.label == "sports" else "rest") for article in few]
    run = desk.run("--from-scratch", desk.write(ours))
    assert run.status == 0, run.err
    made = desk.newest()
    assert made.manifest["model"]["labels"] == ["rest", "球类"]
    assert artifact.golden(made) == [], "golden examples of other labels do not apply"
    assert "macro-F1 on" not in run.out, "there is nothing to compare with"
    classifier = Classifier.load(desk.versions.current())
    assert np.mean([answer.label == one.label for answer, one in zip(classifier.classify(ours), ours, strict=True)]) > 0.9
    assert desk.run(desk.write(ours)).status == 0, "and it can be learned on top of"
    assert "another set of labels needs --from-scratch" in desk.run(desk.write(few)).err


def test_a_user_dictionary_travels_in_the_model(desk: Desk, few: list[Article]) -> None:
    told = [replace(article, text=f"{article.text}本报讯由云栖路口采编中心发出。") for article in few]
    (desk.folder / "words.txt").write_text("云栖路口 100 ns\n", "utf-8")
    run = desk.run("--from-scratch", desk.write(told), "--user-dict", desk.folder / "words.txt", "--force")
    assert run.status == 0, run.err
    taught, shipped = Classifier.load(desk.versions.current()), Classifier.load(desk.versions.default)
    assert "云栖路口" in taught.vocabulary.words
    assert "云栖路口" in taught.segmenter.words(skeleton(["在云栖路口等候"]))
    assert "云栖路口" not in shipped.segmenter.words(skeleton(["在云栖路口等候"]))


def test_a_word_of_unlabelled_articles_is_learned_too(desk: Desk, few: list[Article]) -> None:
    more = [Article(f"市气象台第{number}次发布雷暴预警。") for number in "一二三四五"]
    run = desk.run("--from-scratch", desk.write(few), "--unlabelled", desk.write(more, "more.jsonl"), "--force")
    assert run.status == 0, run.err
    assert desk.newest().manifest["data"]["unlabelled"] == 5
    assert "雷暴" in Classifier.load(desk.versions.current()).vocabulary.words


def test_the_same_command_makes_the_same_model_on_one_process_and_on_two(tmp_path: Path, model_folder: Path) -> None:
    report = str(tmp_path / "report.html")
    for jobs in ("1", "2"):
        options = ["--from-scratch", "--output", str(tmp_path / jobs), "--jobs", jobs, "--cache", str(tmp_path / f"cache{jobs}")]
        assert train.main([*options, "--report", report]) == 0
    packed = [artifact.read(folder) for folder in (model_folder, tmp_path / "1", tmp_path / "2")]
    for name in artifact.DECISIVE:
        assert packed[0].files[name] == packed[1].files[name] == packed[2].files[name], name
    assert len({one.version.partition("-")[2] for one in packed}) == 1


@pytest.mark.parametrize("options", [["--seed", "1"], ["--seed", "1", "--jobs", "2"]])
def test_another_seed_makes_another_model(desk: Desk, model_folder: Path, options: list[str]) -> None:
    assert desk.run("--from-scratch", "--output", desk.folder / "made", *options).status == 0
    digests = [artifact.read(folder).version.partition("-")[2] for folder in (model_folder, desk.folder / "made")]
    assert digests[0] != digests[1]


# The gate.


def test_a_worse_model_is_kept_and_not_published_unless_forced(serving: Desk, shuffled: list[Article]) -> None:
    served = serving.versions.pointer()
    arguments = ["--from-scratch", serving.write(shuffled)]
    run = serving.run(*arguments)
    (aside,) = (serving.versions.folder / REFUSED).iterdir()
    made = artifact.read(aside)
    assert run.status == 3
    assert serving.versions.names() == [served]
    assert serving.versions.pointer() == served
    recorded = artifact.read(serving.versions.current()).manifest["metrics"]["articles"]["macro_f1"]
    figures = f"macro-F1 falls from {recorded:.4f} to {made.manifest['metrics']['articles']['macro_f1']:.4f}"
    assert figures in run.err
    assert f"not published: {made.version} is kept" in run.err
    assert "--force" in run.err
    assert Classifier.load(aside).version == made.version

    forced = serving.run(*arguments, "--force")
    assert forced.status == 0
    assert figures in forced.err, "it is said all the same"
    assert serving.versions.pointer() == made.version


def test_one_wrong_golden_example_alone_keeps_a_model_back(serving: Desk, few: list[Article]) -> None:
    served = serving.versions.pointer()
    examples = [replace(article, id=f"example-{at}") for at, article in enumerate(few)]
    examples[3] = replace(examples[3], label="sports" if examples[3].label != "sports" else "other")
    arguments = [serving.write(few), "--golden", serving.write(examples, "golden.jsonl")]
    run = serving.run(*arguments)
    assert run.status == 3
    objections = [line for line in run.err.splitlines() if line.startswith("not good enough")]
    assert len(objections) == 1
    assert f"golden example 'example-3' is answered {few[3].label}; expected {examples[3].label}" in objections[0]
    assert serving.versions.pointer() == served
    assert serving.run(*arguments, "--force").status == 0
    assert serving.versions.pointer() == serving.newest().version


def test_the_golden_examples_of_the_served_model_go_with_the_next(serving: Desk, few: list[Article]) -> None:
    run = serving.run(serving.write(few))
    assert run.status == 0, run.err
    expected = (ROOT / "seeds" / "golden.jsonl").read_text("utf-8").splitlines()
    assert [example.id for example in artifact.golden(serving.newest())] == [json.loads(line)["id"] for line in expected]


def test_a_torn_served_model_is_named_and_nothing_is_trained(serving: Desk, few: list[Article]) -> None:
    weights = serving.versions.current() / "weights.npz"
    weights.write_bytes(weights.read_bytes()[:-100])
    run = serving.run(serving.write(few))
    assert run.status == 1
    assert run.out == ""
    assert run.err.count("\n") == 1
    assert "weights.npz that its manifest does not vouch for" in run.err


def test_from_scratch_goes_on_without_a_served_model_that_cannot_be_read(serving: Desk) -> None:
    weights = serving.versions.current() / "weights.npz"
    weights.write_bytes(weights.read_bytes()[:-100])
    run = serving.run(SEEDS, "--from-scratch", "--golden", ROOT / "seeds" / "golden.jsonl")
    assert run.status == 0, run.err
    assert run.err.startswith("the served model cannot be compared with")
    Classifier.load(serving.versions.current())


# Bad data and bad usage.

BAD_ROWS = [
    ('{"text": "正文"}', ":2: 'label' is missing"),
    ('{"label": "other", "text": " "}', ":2: 'text' is empty"),
    ('{"label": "other", "text": 1.5}', ":2: 'text' is a float"),
    ('{"label": "other", "te', ":2: not JSON"),
    ('["other", "正文"]', ":2: not a JSON object"),
]


def with_bad_rows(desk: Desk, articles: Sequence[Article], rows: Sequence[str]) -> Path:
    """Return a file with the rows from its second line on."""
    data = desk.write(articles)
    lines = data.read_text("utf-8").splitlines()
    data.write_text("\n".join([lines[0], *rows, *lines[1:]]) + "\n", "utf-8")
    return data


@pytest.mark.parametrize(("row", "expected"), BAD_ROWS)
def test_a_bad_row_stops_with_its_file_and_line(desk: Desk, few: list[Article], row: str, expected: str) -> None:
    data = with_bad_rows(desk, few, [row])
    run = desk.run(data)
    assert run.status == 1
    assert run.err.startswith(f"train.py: {data}{expected}")
    assert run.err.count("\n") == 1
    assert "正文" not in run.err
    assert desk.versions.names() == []


def test_bad_rows_are_counted_and_named_where_they_may_be_skipped(serving: Desk, few: list[Article]) -> None:
    data = with_bad_rows(serving, few, [row for row, _ in BAD_ROWS])
    run = serving.run(data, "--skip-bad")
    assert run.status == 0, run.err
    skipped = [line for line in run.err.splitlines() if line.startswith("skipped ")]
    assert [line.partition(": ")[0] for line in skipped] == [f"skipped {data}:{number}" for number in range(2, 7)]
    facts = serving.newest().manifest["data"]
    assert (facts["skipped"], facts["articles"]) == (5, len(few))


def test_one_text_under_two_labels_is_reported_by_id(serving: Desk, few: list[Article]) -> None:
    twice = replace(few[0], id="again", label="other" if few[0].label != "other" else "economy")
    run = serving.run(serving.write([*few, twice, replace(few[1], id="same label")]))
    reported = [line for line in run.err.splitlines() if line.startswith("one text")]
    assert reported == [f"one text under two labels: {few[0].id} as {few[0].label} and again as {twice.label}"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["no-such-file.jsonl"], "no-such-file.jsonl: no such file or folder"),
        (["EMPTY"], "there are no articles to learn from"),
        (["EMPTY", "--from-scratch"], "the articles have 0 label(s); expected two or more"),
        (["ONE", "--from-scratch"], "the articles have 1 label(s); expected two or more"),
        (["--from-scratch", "--user-dict", "no-such-file.txt"], "No such file or directory: 'no-such-file.txt'"),
        (["--from-scratch", "--user-dict", "ONE"], "user dictionary, line 1"),
        (["FEW", "--golden", "no-such-file.jsonl"], "no-such-file.jsonl: no such file or folder"),
    ],
)
def test_data_that_nothing_can_be_learned_from_is_refused_in_one_line(
    desk: Desk, few: list[Article], arguments: list[str], expected: str
) -> None:
    data = {"EMPTY": desk.write([], "empty.jsonl"), "ONE": desk.write(few[:1], "one.jsonl"), "FEW": desk.write(few)}
    run = desk.run(*(data.get(argument, argument) for argument in arguments))
    assert run.status == 1
    assert run.err.startswith("train.py: ")
    assert run.err.count("\n") == 1
    assert expected in run.err
    assert desk.versions.names() == []


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--unlabelled", "more.jsonl"], "--unlabelled and --user-dict change what the words are, so they need --from-scratch"),
        (["--user-dict", "words.txt"], "so they need --from-scratch"),
        (["--jobs", "0"], "--jobs is 0; expected 1 or more"),
        (["--seed", "one"], "--seed"),
        (["--no-such-option"], "--no-such-option"),
    ],
)
def test_bad_usage_exits_two(arguments: list[str], expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        train.main(arguments)
    assert stopped.value.code == 2
    assert expected in capsys.readouterr().err


# What it tells.


def test_no_article_is_quoted_in_what_is_printed_or_reported(serving: Desk, shuffled: list[Article]) -> None:
    run = serving.run("--from-scratch", serving.write([*shuffled, replace(shuffled[0], label="sports", id="twice")]))
    told = run.out + run.err + (serving.folder / "report.html").read_text("utf-8")
    made = serving.newest()
    told += "".join(made.files[name].decode() for name in ("report.json", "MODEL_CARD.md")) + json.dumps(dict(made.manifest))
    phrases = {phrase for article in shuffled for phrase in SENTENCE_END.split(f"{article.title}\n{article.text}")}
    phrases = {phrase for phrase in phrases if len(phrase) >= LONG_ENOUGH_TO_KNOW_AGAIN}
    assert len(phrases) > 5000
    assert [phrase for phrase in phrases if phrase in told] == []


def test_the_flips_it_lists_are_on_the_page_too(desk: Desk, seed_articles: Sequence[Article], shuffled: list[Article]) -> None:
    first = desk.run("--from-scratch", desk.write(seed_articles[::2]), "--force")
    assert first.status == 0
    run = desk.run("--from-scratch", desk.write(shuffled[1::2]))
    number = int(re.findall(r"(\d+) articles change their section", run.out)[0])
    listed = re.findall(r"^  (seed-\S+): (\S+) -> (\S+) \(true: (\S+)\)$", run.out, re.MULTILINE)
    assert len(listed) == min(number, 20) == 20
    labels = {article.id: article.label for article in shuffled[1::2]}
    assert all(labels[name] == truth and before != after for name, before, after, truth in listed)
    page = (desk.folder / "report.html").read_text("utf-8")
    assert all(name in page for name, *_ in listed)


def test_an_export_can_be_read_in_a_notebook(serving: Desk, few: list[Article]) -> None:
    assert serving.run(serving.write(few), "--export", serving.folder / "pipeline.joblib").status == 0
    pipeline, classifier = joblib.load(serving.folder / "pipeline.joblib"), Classifier.load(serving.versions.current())
    assert pipeline.predict(few).tolist() == [answer.label for answer in classifier.classify(few)]


def test_an_output_folder_gets_the_model_and_nothing_is_published(desk: Desk, few: list[Article]) -> None:
    run = desk.run("--from-scratch", desk.write(few), "--output", desk.folder / "made", "--note", "for the archive")
    assert run.status == 0
    assert "nothing was published" in run.out
    assert not desk.versions.folder.exists()
    assert artifact.read(desk.folder / "made").manifest["data"]["note"] == "for the archive"
    assert "for the archive" in (desk.folder / "made" / "MODEL_CARD.md").read_text("utf-8")


def figures(report: dict[str, Any]) -> list[str]:
    """Return the lines that a report of whole articles must be printed as."""
    rows = [
        f"{section['label']} {section['precision']:.4f} {section['recall']:.4f} {section['f1']:.4f} {section['articles']}"
        for section in report["sections"]
    ]
    rows += [f"{row['threshold']:.4f} {row['coverage']:.2%} {row['precision']:.2%}" for row in report["coverage"]]
    for section, row in zip(report["sections"], report["confusion"], strict=True):
        rows.append(" ".join([section["label"], *map(str, row)]))
    return [
        f"out of fold, {report['articles']:,} articles: macro-F1 {report['macro_f1']:.4f}, accuracy {report['accuracy']:.4f}",
        f"review below {report['review_below']:.4f}",
        *rows,
    ]


def test_a_real_process_says_what_it_found_and_shows_no_bar_off_a_terminal(tmp_path: Path) -> None:
    options = ["--from-scratch", "--output", "made", "--models", "models", "--cache", "cache", "--jobs", "1"]
    ran = subprocess.run(
        [sys.executable, "-W", "error", TRAIN, *options], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    printed = [" ".join(line.split()) for line in ran.stdout.splitlines()]
    report = json.loads((tmp_path / "made" / "report.json").read_text("utf-8"))
    assert [line for line in figures(report["articles"]) if line not in printed] == []
    assert f"{report['articles']['calibration_error']:.4f} after; Brier score" in ran.stdout
    assert f"headlines alone ({report['headlines']['articles']:,}): macro-F1 {report['headlines']['macro_f1']:.4f}" in ran.stdout
    assert re.search(r"^\d+ s, [\d,]+ MiB; report in report.html$", ran.stdout, re.MULTILINE)
    assert (tmp_path / "report.html").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cache", "made", "report.html"]


def test_help_says_every_exit_status(tmp_path: Path) -> None:
    ran = subprocess.run([sys.executable, TRAIN, "--help"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0
    assert "Exit status: 0 published, 1 bad data or model, 2 bad usage, 3 not published." in ran.stdout
    assert list(tmp_path.iterdir()) == []
