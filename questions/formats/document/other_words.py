"""Labels in other words: “Frage 3:” and “Respuesta:” begin lines as “Question 3:” does.

In a conversation the interviewer asks, and whoever else speaks answers.
"""

import re

from questions.formats.document.source import Source, code_lines

_WORDS = {
    word: label
    for label, words in {
        "Question": "frage pregunta pergunta domanda vraag pytanie fråga spørgsmål spørsmål "
        "kysymys вопрос soru otázka kérdés întrebare",
        "Answer": "antwort lösung réponse reponse respuesta resposta risposta antwoord odpowiedź "
        "svar vastaus ответ cevap odpověď válasz răspuns",
        "Explanation": "erklärung begründung explication explicación explicação spiegazione uitleg "
        "wyjaśnienie förklaring объяснение açıklama",
        "Hint": "hinweis tipp indice pista dica suggerimento wskazówka подсказка ipucu",
    }.items()
    for word in words.split()
}
_SPEAKERS = {"interviewer": "Question", "candidate": "Answer", "you": "Answer", "me": "Answer"}
_BEFORE = r"([ \t]{0,12}(?:[-*+][ \t]+|#{1,6}[ \t]+)?[*_]{0,3})(?:[^\w\s*_#]{1,3}[ \t]?)?"
_AFTER = r"(?=[ \t]?\d{0,5}[*_]{0,3}[ \t]?[.:)])"
_LABELLED = re.compile(
    rf"{_BEFORE}(?:(?:richtige|korrekte|beste|bonne|juste|goede?|prawidłowa)[ \t])?"
    rf"({'|'.join(_WORDS)}){_AFTER}",
    re.IGNORECASE,
)
_SPEAKING = re.compile(rf"{_BEFORE}({'|'.join(_SPEAKERS)})(?=[*_]{{0,3}}:)", re.IGNORECASE)
_FEW = 2


def with_usual_labels(source: Source) -> Source:
    """Return the lines with the labels at their beginnings in English, speakers as labels too."""
    within, _ = code_lines(source.lines)
    lines = [
        line if code else _renamed(line, _LABELLED, _WORDS)
        for line, code in zip(source.lines, within, strict=True)
    ]
    spoken = [one[2].lower() for line in lines if (one := _SPEAKING.match(line))]
    if spoken.count("interviewer") >= _FEW:
        lines = [_renamed(line, _SPEAKING, _SPEAKERS) for line in lines]
    return Source(lines, source.numbers, source.repaired)


def _renamed(line: str, labelled: re.Pattern[str], names: dict[str, str]) -> str:
    found = labelled.match(line)
    return f"{found[1]}{names[found[2].lower()]}{line[found.end() :]}" if found else line
