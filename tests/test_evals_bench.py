"""`make bench`: what it is asked for is checked first, and what is waited for is told apart."""

from pathlib import Path

import pytest

from evals import bench, scale


@pytest.mark.parametrize("given", ["1k", "1000,,10000", "0", ""])
def test_sizes_that_are_no_numbers_are_refused_before_anything_is_measured(
    given: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for main in (bench.main, scale.main):
        with pytest.raises(SystemExit):
            main(["--articles", "news", "--sizes", given])
        out, said = capsys.readouterr()
        assert "is no list of sizes; give numbers of passages, by commas" in said and not out


def test_sizes_without_a_folder_are_refused_with_what_to_add(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        bench.main(["--sizes", "1000,10000"])
    out, said = capsys.readouterr()
    assert "add --articles FOLDER (ARTICLES=FOLDER)" in said and not out


def test_the_first_article_is_told_of_by_its_words_and_as_one_to_answer_from(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bench._first(folder, tmp_path, 6)
    words, vectors = capsys.readouterr().out.splitlines()
    assert words.startswith("first of 6 articles found by its words ")
    assert vectors.startswith("first of 6 articles answered from ")
