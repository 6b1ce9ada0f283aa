"""Words of the field that say the same: one name for each idea, whichever word it came in.

A line holds what may stand for one another, phrases included; its first entry gives the name. The
table is general: no line is there for the sake of a single question.
"""

from collections.abc import Iterable, Iterator, Sequence

from questions.rules.terms import stem, tokens

_SYNONYMS = """
machine learning, ml
artificial intelligence, ai
neural network, neural net, nn
cnn, convolutional neural network, convolutional network, convnet
rnn, recurrent neural network, recurrent network
llm, large language model, language model
rl, reinforcement learning
convolution, conv, convolutional
cross validation, cv, crossvalidation
batch normalisation, batch norm, batchnorm, bn
gradient descent, sgd, stochastic gradient descent
transfer learning, pretrained, pre-trained, pretraining, pre-training, fine-tuning, finetuning
data set, dataset
time series, timeseries, temporal
trade-off, tradeoff
real time, realtime
cold start, coldstart
overfitting, over-fitting, overfit
underfitting, under-fitting, underfit
hyperparameter, hyper-parameter
recall, sensitivity, true positive rate, tpr
false positive, false alarm
false negative, miss
roc auc, auc, auroc
confusion matrix, contingency table
training, train, fit
feature, column, variable, predictor, attribute, covariate
label, annotation, annotate
parameter, weight, coefficient
activation, nonlinearity
image, photo, picture
live, production, deploy, deployment, go live, release, launch, rollout, service
drift, shift
bug, defect, fault, faulty, defective
missing, gap, incomplete, impute, imputation
threshold, cut-off, cutoff, operating point
speed, fast, quick, slow, latency
accuracy, accurate
interpretable, explainable, transparent, transparency, interpretability
fairness, fair, unfair, disparity, discrimination
ethical, ethics, moral
sceptical, skeptical, doubtful
lay, layman, non-technical, non-expert, outsider
stakeholder, manager, management
regulator, authority, supervisor
recommender, recommendation, recommend
churn, cancel, attrition
customer, client, user, visitor, subscriber
company, business, firm, organisation, enterprise, commercial
applicant, hiring, recruit, job
device, hardware, phone
predict, prediction, forecast
classifier, classify, classification
architecture, family
algorithm, method, approach, technique
metric, measure, score
monitor, watch, observe, track
alert, alarm, warning, page
detect, detection, spot, notice, discover, identify
locate, isolate, pinpoint, diagnose, diagnosis
failure, fail, breakdown, outage
attack, adversarial, adversary
privacy, private, confidential
colleague, team, coworker, teammate
dispute, disagree, disagreement, conflict, argument
requirement, goal, objective, aim, target
obstacle, difficulty, challenge, trouble, issue
roll back, rollback, revert
expert, specialist, professional
automate, automatic, automation
retrieve, retrieval, lookup
vanish, shrink, disappear
explode, blow up, diverge
halve, half
double, twice
percent, percentage, proportion, share
simple, plain
everyday, daily life
unseen, never seen
choose, choice, select, selection, pick
compare, comparison, versus, vs, contrast
describe, description, explain, explanation
example, instance, illustrate, illustration
difference, differ, distinguish, separate
improve, improvement, gain, better, outperform
evaluate, evaluation, assess, assessment, judge
"""


def _phrase(text: str) -> tuple[str, ...]:
    return tuple(stem(token.raw) for token in tokens(text))


def _named() -> Iterator[tuple[tuple[str, ...], str]]:
    for line in _SYNONYMS.strip().splitlines():
        phrases = [_phrase(piece) for piece in line.split(",")]
        for phrase in phrases:
            yield phrase, "".join(phrases[0])


_NAMES = dict(_named())
#: By their first word the phrases of several words, the longest first.
_PHRASES: dict[str, list[tuple[str, ...]]] = {}
for _known in sorted(_NAMES, key=len, reverse=True):
    if len(_known) > 1:
        _PHRASES.setdefault(_known[0], []).append(_known)


def ideas(stems: Iterable[str]) -> list[str]:
    """Return the ideas that a text's stems stand for, in their order; most stand for themselves."""
    words = list(stems)
    found: list[str] = []
    place = 0
    while place < len(words):
        phrase = _phrase_at(words, place)
        found.append(_NAMES.get(phrase, phrase[0]))
        place += len(phrase)
    return found


def _phrase_at(words: Sequence[str], place: int) -> tuple[str, ...]:
    for phrase in _PHRASES.get(words[place], ()):
        if tuple(words[place : place + len(phrase)]) == phrase:
            return phrase
    return (words[place],)
