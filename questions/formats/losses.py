"""What a format leaves out of a bank, counted over the questions that it concerns."""

from collections.abc import Callable, Iterable

from questions.formats.interchange import Bank, Entry, Loss


def counted(bank: Bank, field: str, reason: str, concerns: Callable[[Entry], object]) -> list[Loss]:
    """Return the loss of a field, nothing where it concerns no question of the bank."""
    count = sum(bool(concerns(entry)) for entry in bank.questions)
    return [Loss(field, reason, count)] if count else []


def nothing(bank: Bank) -> tuple[Loss, ...]:
    """Return what is lost where a format carries everything."""
    return ()


def together(losses: Iterable[Loss]) -> tuple[Loss, ...]:
    """Return the losses of some parts of a bank as those of all of them."""
    counts: dict[tuple[str, str], int] = {}
    for loss in losses:
        key = loss.field, loss.reason
        counts[key] = counts.get(key, 0) + loss.questions
    return tuple(Loss(*key, count) for key, count in counts.items())


def of_the_bank(bank: Bank) -> list[Loss]:
    """Return what is lost where a format holds questions alone, and the names of their tags.

    These are what skills, roles and sources say of themselves, and versions that wait for review.
    """
    described = {named.slug for named in bank.skills if named.description}
    weighed = {role.slug for role in bank.roles if role.description or role.skills}
    sources = {source.slug for source in bank.sources}
    return [
        *counted(
            bank,
            "skills",
            "Skills stand without their descriptions.",
            lambda entry: described.intersection(entry.skills),
        ),
        *counted(
            bank,
            "roles",
            "Roles stand without their descriptions, the weights of their skills and what to look "
            "for in these.",
            lambda entry: weighed.intersection(entry.roles),
        ),
        *counted(
            bank,
            "source",
            "Sources stand without their kind and description.",
            lambda entry: entry.source in sources,
        ),
        *counted(
            bank,
            "pending",
            "The version that waits for review is left out.",
            lambda entry: entry.pending,
        ),
    ]
