"""What lines and headings are for: labels of parts, guidance, and what is no question at all."""

import re
from functools import lru_cache

from questions.formats.document.wording import SIGNS, numbered, without_edges

LABELS: dict[str, str] = {
    label: part
    for part, labels in {
        "answer": "answer|answers|ans|a|solution|solutions|sample answer|model answer|response|"
        "expected answer|example answer|an example answer|suggested answer|suggested answers|"
        "possible answer|"
        "possible answers|ideal answer|good answer|short answer|detailed answer|view answer|"
        "show answer|see answer|reveal answer|show solution|view solution|see solution|"
        "click to expand|click to reveal|click to see|click here|show|expand|toggle|details|"
        "click for answer|show the answer|click to view|correct answer|"
        "correct answers|right answer|correct option|key|ans key|answer key|answers key|"
        "sample response|answer and "
        "explanation|solution and explanation|click to see answer|click to view answer|"
        "see the answer|complete solution|full solution|"
        "check answer|spoiler|the answer|quick answer|expected response",
        "explanation": "explanation|explanations|rationale|reason|why|feedback|discussion|"
        "explanation of answer|answer explanation|detailed explanation|justification",
        "look_for": "what to look for|look for|good to hear|key points|what you are looking for|"
        "what you're looking for|what we look for|what we're looking for|strong answer|"
        "green flags|evaluation criteria|what a good answer covers|what good looks like|"
        "what to assess|good signs|listen for|what to listen for|what we're listening for|"
        "what we listen for|what you're listening for|assessment criteria|look out for|"
        "signals|positive signals|expected points|points to cover|key concepts|"
        "purpose|why is this question asked|why this question is asked|why we ask this|"
        "why ask this|"
        "why this question|why is this a good answer|what makes it a good answer|intent|"
        "what this tests|what it tests|assesses|interviewer notes|"
        "what interviewers look for|good answers mention",
        "red_flags": "red flags|red flag|warning signs|bad signs|weak answer|negative signals|"
        "what to avoid|bad answer",
        "follow_ups": "follow-up|follow-ups|follow up|follow ups|follow-up questions|"
        "follow up questions|follow-up question|follow up question|followup|followups|"
        "followup questions|probe|probes|probing questions|further questions|dig deeper|"
        "additional questions|sub-questions",
        "hint": "hint|hints|tip|tips|clue|hint 1|hint 2|hint 3|need a hint|show hint",
        "references": "reference|references|resource|resources|useful resources|useful links|"
        "additional links|additional resources|further reading|links|link|read more|source|"
        "sources|citation|citations|see also|"
        "learn more|more info|documentation|more reading|related links|docs",
        "choices": "options|option|choices|possible choices|answer options|answer choices|"
        "alternatives|choose one|select one|pick one|select all that apply|"
        "choose the correct answer|choose the correct answers|choose the correct option|"
        "select the correct answer|"
        "choose the best answer|choose all correct answers|choose the right answer",
        "level": "difficulty|level|seniority|difficulty level|experience level|complexity",
        "tags": "tags|tag|topic|topics|skill|skills|category|categories|subject|area|keywords",
        "roles": "role|roles|position|job",
        "minutes": "time|duration|minutes|time limit|estimated time|expected time",
        "stem": "scenario|context|background|situation|problem statement|problem|prompt",
        "example": "example|examples|output|input|note|notes|code|syntax|usage|sample code|"
        "sample output|step 1|step 2|for example|conclusion|remember|important|result",
    }.items()
    for label in labels.split("|")
}
_LABEL = re.compile(r"([^\W\d_][\w '’/&-]{0,40}?)\s*(?:[:：]|=>|\s[-–—]\s)\s*")
_NUMBER = re.compile(r"\b\d\s")  # “Choose the 2 correct answers:”
_KEY_LABEL = re.compile(
    r"(?:the\s+)?(?:correct|right)?\s*(?:answer|ans|option|choice)s?\s*(?:is|are)?\s*[:\-–—]?\s*"
    r"(?=\(?[A-Ha-h]\b)"
    # In any language: one word, a colon, a letter.
    r"|(?!section|part|group|set|paper|level|grade|appendix)[^\W\d_]{3,20}\s?[:：]\s?"
    r"(?=\(?[A-H]\)?[\s.*_]{0,4}$)",
    re.IGNORECASE,
)


def is_label(text: str) -> bool:
    """Say whether a short text is a label and nothing else, whatever sign ends it."""
    return (
        len(text) < 50
        and label(text, needs_colon=False) != ("", text)
        and not label(text, needs_colon=False)[1]
    )


@lru_cache(1024)
def label(text: str, needs_colon: bool) -> tuple[str, str]:
    """Split “Answer: …” into the part that it names and the rest; ("", text) for no label.

    A heading or bold line may be a label without a colon; running text may not.
    """
    bare = text.strip()
    bare = bare.lstrip("*_`>~ " if bare.isascii() else "*_`>~ " + SIGNS)
    if not needs_colon and len(bare) < 60:
        edges = " *_`:：.!?()[]<>-–—"
        name = " ".join(bare.strip(edges if bare.isascii() else edges + SIGNS).lower().split())
        if part := LABELS.get(name.replace("’", "'")):
            return part, ""
    found = _LABEL.match(bare[:80])
    name = " ".join(_NUMBER.sub(" ", found[1]).lower().split()) if found else ""
    if found and (part := LABELS.get(name.replace("’", "'"))):
        return part, bare[found.end() :].lstrip("*_ \t").strip()
    if (key := _KEY_LABEL.match(bare[:60])) and len(bare) < 300:
        return "answer", bare[key.end() :].strip(" *_")
    return "", text


_GUIDANCE = re.compile(
    r"(?:look\s+for|listen\s+for|watch\s+for|the\s+ideal\s+(?:candidate|answer)|ideal\s+"
    r"(?:candidate|answer)s?|an?\s+(?:good|strong|great|ideal|solid)\s+(?:answer|candidate|"
    r"response)|(?:the\s+)?(?:best|good|strong|great)\s+(?:answer|candidate|response)s?\s|"
    r"candidates\s+should|the\s+candidate\s+should|what\s+you\s+want\s+to\s+hear)",
    re.IGNORECASE,
)


def is_guidance(text: str) -> bool:
    """Say whether a paragraph tells an interviewer what a good answer is like."""
    return bool(_GUIDANCE.match(text.lstrip(" *_>")[:80]))


_OFFER = re.compile(
    r"[*_> ]{0,4}(?:would\s+you\s+like\s+me\s+to|do\s+you\s+want\s+me\s+to|"
    r"shall\s+i\s+(?:also|now)|let\s+me\s+know\s+if\s+you)\b",
    re.IGNORECASE,
)


def is_offer(text: str) -> bool:
    """Say whether a paragraph is what an assistant says after the list that it wrote."""
    return bool(_OFFER.match(text[:80]))


_JUNK = re.compile(
    r"(?:table\s+of\s+)?contents?(?:\s+table)?|toc|index|about(?:\s+(?:me|us|this|the|author)\b.*)?|"
    r"credits?|licen[sc]e|licensing|contribut(?:ing|ors?|ions?|e)\b.*|"
    r"how\s+to\s+(?:use|contribute|read|navigate|study)\b.*|"
    r"getting\s+(?:started|involved)|installation|usage|authors?|disclaimers?|changelog|"
    r"acknowledge?ments?|pre-?requisites|sponsors?|stargazers.*|star\s+history|"
    r"preface|foreword|quick\s+links|links|(?:useful\s+)?resources|further\s+reading|"
    r"references|bibliography|related\s+(?:posts|articles|repos.*|projects)|translations?|"
    r"available\s+languages.*|languages\s+available|navigation|jump\s+to.*|"
    r"code\s+of\s+conduct|contact.*|donat.*|show\s+your\s+support|"
    r"\d+\s+tips\b.*|todo|faq\s+about.*|copyright.*|"
    r"free\s+resources|recommended\s+(?:books|reading|resources).*|books|"
    r"repository\s+structure|project\s+structure|next\s+steps|what's\s+inside.*|"
    r"who\s+is\s+this\s+for.*|(?:learning\s+)?(?:objectives|outcomes)|"
    r"\w.{0,40}\s(?:red|green)\s+flags",
    re.IGNORECASE,
)
_NO_QUESTION = re.compile(
    r"introduction|intro|overview|conclusions?|summary|legend|support|feedback|tips?|notes?|"
    r"motivation|roadmap|explore\s+.*|final\s+(?:thoughts|notes)|wrap(?:ping)?[ -]up|"
    r"key\s+takeaways|features|goals?|faqs?|questions?|q\s*&\s*a|list\s+of\b.*|"
    r"collection\s+of\b.*|.*\binterview\s+questions?(?:\s+(?:and|&|with)\s+answers?)?|"
    r".*\bcheat\s*sheet|(?:section|chapter|part|module|unit|lesson|week|day)\s+\d{1,3}\s?[:.–-].*",
    re.IGNORECASE,
)


_ABOUT_DOCUMENT = re.compile(
    r"about|credit|licen|contribut|how\s+to\s+contribute|author|acknowledg|sponsor|code\s+of|contact|"
    r"donat|show\s+your|faq\s+about|copyright|changelog|how\s+to\s+use|getting\s+involved",
    re.IGNORECASE,
)


def is_junk(heading: str) -> bool:
    """Say whether a heading is of what every document has beside its questions."""
    return bool(_JUNK.fullmatch(_bare_heading(heading)))


def is_about_document(heading: str) -> bool:
    """Say whether a heading is about the document or its makers: what asks below it is no part."""
    return bool(_ABOUT_DOCUMENT.match(_bare_heading(heading)))


def is_no_question(heading: str) -> bool:
    """Say whether a heading is never a question, though questions may stand below it."""
    return bool(_NO_QUESTION.fullmatch(_bare_heading(heading)))


def _bare_heading(heading: str) -> str:
    return without_edges(numbered(heading)[1])[:100].strip(" #")


_MCQ = re.compile(r"\b(?:mcqs?|multiple[ -]choices?)\b", re.IGNORECASE)


def is_mcq_heading(heading: str) -> bool:
    """Say whether a heading is of questions with choices."""
    return bool(_MCQ.search(heading[:200]))
