"""Near-duplicates: reworded questions are found, and different ones are not taken for the same."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.rules.similarity import THRESHOLD, similar_pairs, similarity

REWORDED = [
    (
        "What is overfitting, and how do you prevent it?",
        "How would you explain overfitting and what can be done to prevent it?",
    ),
    (
        "What is the difference between supervised and unsupervised learning?",
        "Compare supervised learning with unsupervised learning.",
    ),
    (
        "Explain the bias–variance trade-off.",
        "Can you describe the trade-off between bias and variance?",
    ),
    (
        "How do you detect data drift in production?",
        "Data drift in production: how would you detect it?",
    ),
    (
        "When would you prefer precision over recall?",
        "Give a case in which recall matters less than precision.",
    ),
    (
        "How would you handle missing values in a dataset?",
        "What are ways of handling missing values in datasets?",
    ),
    (
        "Describe a conflict with a colleague over a model, and how it ended.",
        "Tell me about a time you were in conflict with a colleague about a model. How did it end?",
    ),
    (
        "What does a confusion matrix show?",
        "Explain what one can see from a confusion matrix.",
    ),
    (
        "Why do we split data into training, validation and test sets?",
        "Explain the purpose of training, validation and test sets.",
    ),
    ("How does gradient descent work?", "Explain how gradient descent works, step by step."),
    ("What is regularisation and why is it used?", "Why do we use regularization?"),
    (
        "How would you choose the number of clusters in k-means?",
        "In k-means, how is the number of clusters chosen?",
    ),
    (
        "Write a SQL query that returns the second highest salary.",
        "In SQL, write a query for the second-highest salary.",
    ),
    (
        "What is cross-validation and when would you not use it?",
        "Explain cross-validation. When should it not be used?",
    ),
    (
        "How do you keep personal data out of a training set?",
        "How would you make sure that a training set holds no personal data?",
    ),
    (
        "Which metrics would you use for an imbalanced classification problem?",
        "An imbalanced classification problem: which metrics do you choose?",
    ),
    (
        "How do attention mechanisms work in transformers?",
        "Explain the attention mechanism of a transformer.",
    ),
    (
        "Your model works offline but fails in production. What do you check first?",
        "A model is good offline and fails in production: what would you check first?",
    ),
    (
        "How would you design an A/B test for a new recommender?",
        "Design an A/B test of a new recommender system.",
    ),
    (
        "What is a feature store, and when is one worth having?",
        "When is it worth having a feature store, and what is it?",
    ),
]
DIFFERENT = [
    ("What is precision?", "What is recall?"),
    ("Explain L1 regularisation.", "Explain dropout."),
    ("How does gradient descent work?", "How does a random forest work?"),
    ("When would you use a decision tree?", "When would you use logistic regression?"),
    ("How do you detect data drift in production?", "How do you version a model in production?"),
    (
        "What is a feature store, and when is one worth having?",
        "What is a model registry, and when is one worth having?",
    ),
    (
        "What is the difference between supervised and unsupervised learning?",
        "What is the difference between bagging and boosting?",
    ),
    (
        "Write a SQL query that returns the second highest salary.",
        "Write a SQL query that finds duplicate rows.",
    ),
    (
        "Describe a time when you disagreed with a colleague about a model.",
        "Describe a time when you missed a deadline.",
    ),
    (
        "How would you handle missing values in a dataset?",
        "How would you handle outliers in a dataset?",
    ),
]


@pytest.mark.parametrize(("one", "other"), REWORDED)
def test_a_reworded_question_is_found(one: str, other: str) -> None:
    assert similar_pairs({7: one, 3: other, 5: "What is recall?"}) == [(3, 7)]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_questions_are_not_taken_for_the_same(one: str, other: str) -> None:
    assert similar_pairs({1: one, 2: other}) == []


def test_no_two_subjects_of_the_reworded_questions_are_alike() -> None:
    for (_, one), (other, _) in pairwise(REWORDED):
        assert similarity(one, other) < THRESHOLD


def test_a_threshold_of_ones_own_can_be_set() -> None:
    stems = {1: "How does a random forest work?", 2: "How does a forest grow?"}
    assert similar_pairs(stems, threshold=0.3) == [(1, 2)]
    assert similar_pairs(stems, threshold=0.9) == []


@given(st.text(), st.text())
def test_likeness_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    assert 0 <= similarity(one, other) == similarity(other, one) <= 1


@given(st.lists(st.sampled_from(["forest", "data", "why", "how", "12", "機", "über"]), min_size=1))
def test_order_case_and_repetition_make_no_difference(words: list[str]) -> None:
    other = [word.upper() for word in reversed(words)] + words[:1]
    assert similarity(" ".join(words), ", ".join(other)) == 1


@pytest.mark.parametrize(("one", "other"), [("", ""), ("", "Why?"), ("Trees", "Forests")])
def test_nothing_in_common_is_no_likeness(one: str, other: str) -> None:
    assert similarity(one, other) == 0
