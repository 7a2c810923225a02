"""Train, measure and publish a section classifier.

    python train.py                          learn from the seed articles, on top of the served model
    python train.py corrected.jsonl          learn from your corrections, on top of the served model
    python train.py --from-scratch archive/  learn from your archive alone
    python train.py --pages seeds/pages      learn to split pages into articles, for POST /pages
    python train.py --list                   show the models
    python train.py --rollback               serve the model before the current one

DATA are files or folders: JSON Lines or CSV with `label` and `text` (and `title`, `id`, `source`, `date`), or a folder
a section with .txt files, each also gzipped. The new model is published, that is served from then on, only if it is no
worse than the served one on the same articles and answers every golden example right.

Exit status: 0 published, 1 bad data or model, 2 bad usage, 3 not published.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from model import artifact
from model.adaptation import adapt
from model.article import Article
from model.classifier import Classifier
from model.comparison import compare, compare_known, fingerprints, objections
from model.corpus import Corpus, read_corpus
from model.duplicates import conflicting
from model.errors import ArtifactError, DictionaryError, ModelError, TrainingError
from model.evaluation import Report, evaluate
from model.export import export
from model.folds import MIN_FOLDS
from model.outcome import Trained
from model.packing import Origin, pack
from model.pages.labelled import read_pages
from model.pages.learning import learn_tagger, measure_layouts
from model.pages.wording import learn_lexicon
from model.report_page import report_page
from model.summary import compared, learned, peak_memory, summary
from model.tagger_artifact import SHIPPED as SHIPPED_TAGGER
from model.tagger_artifact import load_lexicon, save_tagger
from model.training import train
from model.versions import VERSIONS, Versions

ROOT = Path(__file__).parent
SEEDS = ROOT / "seeds" / "articles"
GOLDEN = ROOT / "seeds" / "golden.jsonl"
NO_COMPARISON = "there are no articles on which the two models could be compared fairly, so only the golden examples decide"
NOTHING_HELD_OUT = "the articles belong together, so none could be held out: the figures are what the served model says of them"


def tolerance(text: str) -> float:
    """Return the number that `text` says, which must lie between 0 and 1."""
    number = float(text)
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 1")
    return number


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """Return the command line's options."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("data", nargs="*", type=Path, default=[SEEDS], metavar="DATA", help="labelled articles (default: the seed articles)")
    add("--from-scratch", action="store_true", help="forget the served model; needed for another set of labels")
    add(
        "--unlabelled",
        nargs="+",
        type=Path,
        default=[],
        metavar="DATA",
        help="more articles, to learn words from; only with --from-scratch and --pages",
    )
    add("--user-dict", type=Path, metavar="FILE", help="words for the segmenter, in jieba's format; only with --from-scratch")
    add("--golden", type=Path, metavar="FILE", help="examples that a model must answer right (default: the served model's)")
    add("--skip-bad", action="store_true", help="count bad rows and go on, instead of stopping at the first")
    add("--tolerance", type=tolerance, default=0.01, help="how far macro-F1 may fall (default: %(default)s)")
    add("--force", action="store_true", help="publish whatever the figures say")
    add("--seed", type=int, default=0, help="seed of all that is drawn by chance (default: %(default)s)")
    add("--jobs", type=int, default=2, help="processes to segment with (default: %(default)s)")
    add(
        "--cache",
        type=Path,
        default=ROOT / ".cache",
        metavar="FOLDER",
        help="keeps segmented text for the next run (default: .cache)",
    )
    add("--models", type=Path, default=VERSIONS, metavar="FOLDER", help="where models are kept (default: model/versions)")
    add("--output", type=Path, metavar="FOLDER", help="write the model here instead, and publish nothing")
    add("--note", default="", help="a line for the model card")
    add("--report", type=Path, default=Path("report.html"), metavar="FILE", help="the report as a page (default: %(default)s)")
    add("--export", type=Path, metavar="FILE", help="also write the fitted scikit-learn pipeline, as a joblib pickle")
    add("--pages", type=Path, metavar="FOLDER", help="learn to split pages, from labelled ones, and stop")
    add("--list", action="store_true", help="list the models and stop")
    add("--rollback", action="store_true", help="serve the model before the current one and stop")
    options = parser.parse_args(arguments)
    if not options.from_scratch and (options.user_dict or (options.unlabelled and not options.pages)):
        parser.error("--unlabelled and --user-dict change what the words are, so they need --from-scratch")
    if options.jobs < 1:
        parser.error(f"--jobs is {options.jobs}; expected 1 or more")
    return options


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says and return the exit status."""
    options = parse(arguments)
    versions = Versions(options.models)
    try:
        if options.list:
            return show(versions)
        if options.pages:
            return learn_pages(options)
        if options.rollback:
            print(f"now serving {versions.roll_back() or 'the shipped model'}")
            return 0
        return run(options, versions)
    except (ModelError, OSError) as error:
        print(f"train.py: {error}", file=sys.stderr)
        return 1


def show(versions: Versions) -> int:
    """Print the models, oldest first, the one being served marked."""
    current = versions.current()
    for folder in [versions.default, *(versions.folder / name for name in versions.names())]:
        if folder.is_dir():
            manifest = artifact.read(folder).manifest
            figures, articles = manifest["metrics"]["articles"], manifest["data"]["articles"]
            shipped = " (shipped)" if folder == versions.default else ""
            mark = "*" if folder == current else " "
            measured = f"macro-F1 {figures['macro_f1']:.4f} on {articles:,} articles"
            print(f"{mark} {manifest['version']}  {manifest['trained']}  {measured}{shipped}")
    return 0


def learn_pages(options: argparse.Namespace) -> int:
    """Learn to split pages from labelled ones, and from pages composed of DATA; measure it and write the tagger.

    What words tell is learned from --unlabelled articles, else kept as it is.
    """
    pages, corpus = read_pages(options.pages), read_corpus(options.data, skip_bad=options.skip_bad)
    press = read_corpus(options.unlabelled, labelled=False, skip_bad=options.skip_bad).articles
    lexicon = learn_lexicon(press, options.seed) if press else load_lexicon()
    clean, noisy = measure_layouts(pages, corpus.articles, lexicon, options.seed)
    tagger = learn_tagger(pages, corpus.articles, lexicon, options.seed)
    facts = {
        "pages": len(pages),
        "articles": len(corpus.articles),
        "lexicon": f"learned from {len(press)} articles" if press else "that of the shipped tagger",
        "seed": options.seed,
        "layouts_left_out": clean,
        "misread": noisy,
    }
    print("".join(f"{name:12}{value:.3f}, with misread characters {noisy[name]:.3f}\n" for name, value in clean.items()), end="")
    folder = options.output or SHIPPED_TAGGER
    print(f"wrote {save_tagger(tagger, facts, folder)} to {folder}; a service that starts from now on splits pages with it")
    return 0


def run(options: argparse.Namespace, versions: Versions) -> int:
    """Read, train, measure, compare, publish."""
    began = time.monotonic()
    corpus = read_corpus(options.data, skip_bad=options.skip_bad)
    unlabelled = read_corpus(options.unlabelled, labelled=False, skip_bad=options.skip_bad)
    tell_about(corpus)
    packed, served = served_model(options, versions)
    examples = golden_examples(options, packed)

    trained = learn(options, corpus, unlabelled, served)
    articles, headlines = measure(trained)
    labels = trained.classifier.labels
    uncalibrated = evaluate(labels, trained.articles.sections, trained.articles.raw)
    if trained.folds < MIN_FOLDS:
        print(NOTHING_HELD_OUT)
    print(summary(articles, uncalibrated, headlines))

    golden = examples if options.golden or {example.label for example in examples} <= set(labels) else []
    seen = np.unique(fingerprints(corpus.articles))
    if packed and trained.adapted:
        seen = np.union1d(seen, artifact.seen(packed))
    parent = packed.version if packed and trained.adapted else ""
    made = pack(trained, articles, headlines, golden, seen, Origin(corpus, unlabelled, options.seed, parent, options.note))
    model = Classifier.unpack(made)
    if options.export:
        export(model, options.export)

    comparison = None
    if packed and served and served.labels == labels:
        comparison = compare(served, recorded_figure(packed, corpus), artifact.seen(packed), trained, corpus.articles)
        if trained.adapted:
            print(learned(served, model, corpus.articles))
            comparison = comparison or compare_known(served, model, known_articles(corpus, labels))
        print(compared(comparison) if comparison else NO_COMPARISON)
    facts = {
        "Model": made.version,
        "Articles": f"{len(corpus.articles):,}",
        "Time": f"{time.monotonic() - began:.0f} s",
        "Peak memory": f"{peak_memory() / 2**20:,.0f} MiB",
    }
    options.report.write_text(
        report_page(made.version, facts, articles, headlines, comparison.flips if comparison else ()), "utf-8"
    )
    print(f"{facts['Time']}, {facts['Peak memory']}; report in {options.report}")

    if options.output:
        artifact.write(made, options.output)
        print(f"wrote {made.version} to {options.output}; nothing was published")
        return 0
    against = objections(comparison, model, golden, options.tolerance)
    for objection in against:
        print(f"not good enough: {objection}", file=sys.stderr)
    if against and not options.force:
        aside = versions.set_aside(made)
        print(f"not published: {made.version} is kept in {aside.parent}; --force publishes it all the same", file=sys.stderr)
        return 3
    versions.add(made)
    versions.publish(made.version)
    print(f"published {made.version}")
    return 0


def served_model(options: argparse.Namespace, versions: Versions) -> tuple[artifact.Artifact, Classifier] | tuple[None, None]:
    """Return the served model as stored and as a classifier; none where there is none, or none that `--from-scratch` needs."""
    try:
        folder = versions.current()
        if folder.is_dir():
            packed = artifact.read(folder)
            return packed, Classifier.unpack(packed, folder)
    except ArtifactError as error:
        if not options.from_scratch:
            raise
        print(f"the served model cannot be compared with: {error}", file=sys.stderr)
    return None, None


def tell_about(corpus: Corpus) -> None:
    """Print what is odd about the data: rows that were skipped, texts with two labels."""
    for skipped in corpus.skipped:
        print(f"skipped {skipped}", file=sys.stderr)
    if corpus.skipped:
        print(f"{len(corpus.skipped)} bad rows skipped, {len(corpus.articles)} articles read", file=sys.stderr)
    for one, other in conflicting(corpus.articles):
        names = f"{one.id or '(no id)'} as {one.label} and {other.id or '(no id)'} as {other.label}"
        print(f"one text under two labels: {names}", file=sys.stderr)


def learn(options: argparse.Namespace, corpus: Corpus, unlabelled: Corpus, served: Classifier | None) -> Trained:
    """Train from scratch where asked to, else adapt the served model."""
    if options.from_scratch:
        words = read_user_dictionary(options.user_dict) if options.user_dict else ""
        return train(corpus.articles, unlabelled.articles, words, options.seed, options.jobs, options.cache)
    if served is None:
        raise TrainingError("there is no served model to learn on top of; use --from-scratch")
    return adapt(served, corpus.articles, options.seed)


def read_user_dictionary(file: Path) -> str:
    """Return the text of a user dictionary. Raises DictionaryError for a file that cannot be read as UTF-8."""
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise DictionaryError(file.read_bytes()[: error.start].count(b"\n") + 1, "not UTF-8") from error


def measure(trained: Trained) -> tuple[Report, Report | None]:
    """Return the reports on whole articles and on headlines alone, if there are any."""
    labels, headlines = trained.classifier.labels, trained.headlines
    articles = evaluate(labels, trained.articles.sections, trained.articles.calibrated)
    return articles, evaluate(labels, headlines.sections, headlines.calibrated) if len(headlines.rows) else None


def known_articles(corpus: Corpus, labels: Sequence[str]) -> list[Article]:
    """Return the seed articles, but those given; none where the labels are others."""
    given = {article.text for article in corpus.articles}
    seeds = [article for article in read_corpus([SEEDS]).articles if article.text not in given]
    return seeds if {seed.label for seed in seeds} <= set(labels) else []


def golden_examples(options: argparse.Namespace, packed: artifact.Artifact | None) -> list[Article]:
    """Return the examples a model must answer right: those named, else the served model's, else ours."""
    if options.golden or not packed:
        return read_corpus([options.golden or GOLDEN]).articles
    return artifact.golden(packed)


def recorded_figure(packed: artifact.Artifact, corpus: Corpus) -> float | None:
    """Return the macro-F1 of the served model, out of fold, if it was trained from scratch on just these articles."""
    data, metrics = packed.manifest["data"], packed.manifest["metrics"]
    same = np.array_equal(np.unique(fingerprints(corpus.articles)), artifact.seen(packed))
    return float(metrics["articles"]["macro_f1"]) if same and not data["parent"] else None


if __name__ == "__main__":
    sys.exit(main())
