"""How the audit log tells what was done; `{}` stands for the object."""

#: What each kind of object is called.
OBJECTS = {
    "question": "question",
    "kit": "kit",
    "candidate": "candidate",
    "blueprint": "blueprint",
    "assemblyrun": "parallel kits",
    "skill": "skill",
    "role": "role",
    "source": "source",
    "user": "account",
    "token": "API token",
    "invitation": "invitation",
    "webhookendpoint": "webhook",
    "auditentry": "audit log",
    "import": "import",
    "bulkchange": "bulk change",
    "export": "export",
}
PHRASES = {
    "account.created": "made {}",
    "account.edited": "changed {}",
    "account.groups_changed": "changed the groups of {}",
    "account.joined": "joined as {}",
    "account.deactivated": "deactivated {}",
    "account.reactivated": "reactivated {}",
    "account.password_changed": "set the password of {}",
    "account.signed_in": "signed in to {}",
    "account.linked": "linked single sign-on to {}",
    "account.sessions_ended": "ended the other sessions of {}",
    "account.second_factor_on": "switched on the second factor of {}",
    "account.second_factor_off": "switched off the second factor of {}",
    "account.second_factor_removed": "removed the second factor of {}",
    "account.recovery_codes_made": "made new recovery codes for {}",
    "account.recovery_code_used": "used a recovery code of {}",
    "invitation.created": "made {}",
    "invitation.resent": "sent {} again",
    "invitation.withdrawn": "withdrew {}",
    "sign_in.failed": "failed to sign in to {}",
    "sign_in.throttled": "was stopped from guessing at {}",
    "access.refused": "was refused as {}",
    "access.throttled": "made too many requests as {}",
    "answer.viewed": "opened the answer of {}",
    "answers.read": "read answers with {}",
    "audit.exported": "exported the {}",
    "blueprint.created": "made {}",
    "blueprint.deleted": "deleted {}",
    "blueprint.edited": "changed {}",
    "candidate.created": "added {}",
    "candidate.edited": "changed {}",
    "candidate.erased": "erased {}",
    "candidate.exported": "exported all that is held about {}",
    "candidate.given": "said who sees {}",
    "kit.answers_viewed": "opened answers in {}",
    "kit.archived": "archived {}",
    "kit.changed": "changed the contents of {}",
    "kit.created": "made {}",
    "kit.edited": "changed {}",
    "kit.exported": "exported {}",
    "kit.frozen": "froze {}",
    "kit.restored": "restored {}",
    "kit.shared": "said who has {}",
    "kit.undone": "took back a change of {}",
    "kit.upgraded": "upgraded {}",
    "kit.used": "marked {} as used",
    "bulk.applied": "applied {}",
    "bulk.undone": "took back {}",
    "import.cancelled": "gave up {}",
    "import.committed": "brought in {}",
    "import.previewed": "had the file of {} read",
    "import.undone": "took back {}",
    "import.uploaded": "gave a file for {}",
    "export.cancelled": "gave up {}",
    "export.ordered": "ordered {}",
    "questions.exported": "exported questions",
    "question.bulk_undone": "put {} back",
    "question.approve": "approved {}",
    "question.created": "wrote {}",
    "question.edited": "edited {}",
    "question.leak_cleared": "cleared the report that {} leaked",
    "question.leaked": "reported {} as leaked",
    "question.purged": "purged {}",
    "question.restore": "restored {}",
    "question.retire": "retired {}",
    "question.send_back": "sent {} back",
    "question.submit": "submitted {} for review",
    "question.asked": "marked a question of {} as asked",
    "question.skipped": "marked a question of {} as skipped",
    "role.weighted": "set a weight of {}",
    "role.unweighted": "took a skill from {}",
    "run.cancelled": "gave up {}",
    "run.done": "got {} made",
    "run.started": "started {}",
    "webhook.created": "made {}",
    "webhook.deleted": "deleted {}",
    "webhook.disabled": "disabled {}",
    "webhook.edited": "changed {}",
    "webhook.pinged": "tested {}",
    "webhook.redelivered": "had {} told again",
    "webhook.rotated": "gave {} a new secret",
    "token.created": "made {}",
    "token.revoked": "revoked {}",
    "token.rotated": "gave {} a new secret",
}
SYSTEM = "The system"
#: Whoever is not known by an account.
SOMEONE = "Someone"
#: Acts of which it is not known whose they are.
BY_STRANGERS = frozenset({"sign_in.failed", "sign_in.throttled"})


def phrase(verb: str) -> tuple[str, str]:
    """Return what a sentence says before the object and after it; any verb gives one."""
    known = PHRASES.get(verb)
    if known is None:
        act = verb.rpartition(".")[2].replace("_", " ")
        known = f"{act} {{}}"
    before, _, after = known.partition("{}")
    return before.strip(), after.strip()


def noun(object_type: str) -> str:
    return OBJECTS.get(object_type, object_type)


def nobody(verb: str) -> str:
    """Return what an act is told of that no account did."""
    return SOMEONE if verb in BY_STRANGERS else SYSTEM
