"""The cross-encoder: what answers stands above what is only about it, in any company."""

import gc

import onnxruntime
import pytest

from index.crossencoder import CrossEncoder

READ = [
    (
        "How much did the new swimming pool cost?",
        "The pool on Mill Lane was built for 4.2 million pounds.",
        [
            "The pool on Mill Lane opened to swimmers in May.",
            "A new library would cost the town 9 million pounds.",
            "Swimmers pay 6 pounds for an hour at the pool.",
        ],
    ),
    (
        "Why did the head teacher leave?",
        "Mrs Adair stepped down as head teacher because of poor health.",
        [
            "Mrs Adair had been head teacher since 2009.",
            "The head teacher will leave at the end of the month.",
            "Parents asked the head teacher for a meeting.",
        ],
    ),
    (
        "Who is going to run the harbour company?",
        "Tove Brandt will take over as head of the harbour company in June.",
        [
            "The harbour company runs nine cranes.",
            "The harbour company's chief executive resigned in March.",
            "Tove Brandt criticised the harbour company's plans.",
        ],
    ),
    (
        "Who will appeal?",
        "Stall holders will appeal against the closing of the fish market.",
        ["The council closed the fish market.", "A hearing is expected in May."],
    ),
    (
        "When did Petra Voss resign?",
        "Petra Voss stepped down on Tuesday.",
        ["Petra Voss has led the bank since 2010.", "The bank is to name a new head on Friday."],
    ),
    (
        "Who is Ines Calder?",
        "Ines Calder, the mayor of Port Elder, called the plan a mistake.",
        ["Ines Calder called the plan a mistake.", "Calder was asked about it on Tuesday."],
    ),
    (
        "How many people were hurt in the crash?",
        "The crash left nine passengers injured, two of them badly.",
        ["The bus carried 41 passengers.", "Two people were hurt in a fire on the same day."],
    ),
    (
        "Where did the plane land?",
        "The pilot brought the plane down safely at Kirkwall.",
        ["The plane had taken off from Bergen.", "The pilot called Glasgow for help."],
    ),
    (
        "What caused the outage?",
        "A faulty update knocked out the payment network, the company said.",
        ["The outage lasted six hours.", "The company apologised for the outage."],
    ),
    (
        "Did the court block the dam?",
        "Judges ruled that work on the dam must stop.",
        ["Villagers asked the court to block the dam.", "The dam would flood nine villages."],
    ),
    (
        "What does Orla Finn think of the ban?",
        '"This ban is long overdue," said Orla Finn.',
        ["The ban starts in May.", "Orla Finn left before the vote on the ban."],
    ),
]


@pytest.fixture(scope="module")
def reader() -> CrossEncoder:
    return CrossEncoder()


def test_what_answers_stands_above_what_is_about_the_same(reader: CrossEncoder) -> None:
    missed = []
    for question, answer, others in READ:
        answers, *rest = reader.log_odds(question, [answer, *others])
        if answers <= max(rest):
            missed.append(question)
    assert len(READ) - len(missed) >= 9, missed


def test_a_sentence_is_read_alike_in_any_company(reader: CrossEncoder) -> None:
    question, answer, others = READ[0]
    sentences = [answer, "word " * 300, "", *others, "caf\u00e9 \U0001f41f"] * 4
    together = reader.log_odds(question, sentences)
    assert len(together) == len(sentences)
    for n, sentence in enumerate(sentences[:7]):
        [alone] = reader.log_odds(question, [sentence])
        assert together[n] == pytest.approx(alone, abs=1e-3)
        assert together[n] == pytest.approx(together[n + 7], abs=1e-3)
    one_thread = CrossEncoder(threads=1).log_odds(question, sentences[:7])
    assert one_thread == pytest.approx(together[:7], abs=1e-3)


def test_the_end_of_an_endless_question_is_not_read(reader: CrossEncoder) -> None:
    question = "Why? " * 2_000
    assert reader.log_odds(question, ["No."]) == reader.log_odds(question + "When?", ["No."])


def test_nothing_is_loaded_for_no_sentences_and_one_reader_serves_all() -> None:
    def loaded() -> int:
        return sum(isinstance(each, onnxruntime.InferenceSession) for each in gc.get_objects())

    CrossEncoder(threads=2).log_odds("Why?", ["Because."])
    before = loaded()
    assert CrossEncoder(threads=3).log_odds("Why?", []) == []
    CrossEncoder(threads=2).log_odds("Why?", ["Because."])
    assert loaded() == before > 0
