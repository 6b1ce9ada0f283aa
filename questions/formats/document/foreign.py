"""Labels in other languages: “Frage 3:” and “Respuesta:” begin lines as “Question 3:” does."""

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
_LABELLED = re.compile(
    r"([ \t]{0,12}(?:[-*+][ \t]+|#{1,6}[ \t]+)?[*_]{0,3})"
    r"(?:(?:richtige|korrekte|beste|bonne|juste|goede?|prawidłowa|правильный|doğru)[ \t])?"
    rf"({'|'.join(_WORDS)})(?=[ \t]?\d{{0,5}}[*_]{{0,3}}[ \t]?[.:)])",
    re.IGNORECASE,
)


def with_english_labels(source: Source) -> Source:
    """Return the lines with the labels at their beginnings in English."""
    within, _ = code_lines(source.lines)
    lines = [
        line if code else _in_english(line)
        for line, code in zip(source.lines, within, strict=True)
    ]
    return Source(lines, source.numbers, source.repaired)


def _in_english(line: str) -> str:
    found = _LABELLED.match(line)
    return f"{found[1]}{_WORDS[found[2].lower()]}{line[found.end() :]}" if found else line
