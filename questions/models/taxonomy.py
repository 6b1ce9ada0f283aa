"""What questions are tagged with: skills, roles (weighted sets of skills) and sources."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.urls import reverse

from questions.rules.names import name_key


class NamedManager(models.Manager[Any]):
    def get_by_natural_key(self, slug: str) -> "Named":
        named: Named = self.get(slug=slug)
        return named

    def by_slug(self, slug: str) -> Any:
        """Return what has this slug, else what had it before, else None; one in use wins."""
        return self.filter(slug=slug).first() or self.filter(old_slugs__slug=slug).first()


class Named(models.Model):
    """A thing known by a unique name, however it is spelt, and by a slug in addresses."""

    name = models.CharField(max_length=100)
    name_key = models.CharField(max_length=400, unique=True, editable=False)
    slug = models.SlugField(max_length=100, unique=True)
    description = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = NamedManager()

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse(str(self._meta.model_name), args=[self.slug])

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


class Skill(Named):
    """Something that a question tests."""


class Role(Named):
    """A job hired for: a weighted set of skills."""

    skills = models.ManyToManyField(Skill, through="RoleSkill", related_name="roles")


class RoleSkillManager(models.Manager["RoleSkill"]):
    def get_by_natural_key(self, role: str, skill: str) -> "RoleSkill":
        return self.get(role__slug=role, skill__slug=skill)


class RoleSkill(models.Model):
    """How much a skill weighs in a role (1–5), and what to look for. The latter is confidential."""

    role = models.ForeignKey(Role, models.CASCADE, related_name="role_skills")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="role_skills")
    weight = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    look_for = models.JSONField(default=list, blank=True)

    objects = RoleSkillManager()

    class Meta:
        ordering = ["-weight", "skill__name"]
        constraints = [
            models.UniqueConstraint(fields=["role", "skill"], name="roleskill_once"),
            models.CheckConstraint(
                condition=Q(weight__gte=1, weight__lte=5), name="roleskill_weight_1_to_5"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} · {self.skill}"

    def natural_key(self) -> tuple[str, str]:
        return (self.role.slug, self.skill.slug)


class Source(Named):
    """Where questions came from."""

    class Kind(models.TextChoices):
        DOCUMENT = "document", "Document"
        FILE = "file", "File"
        PERSON = "person", "Person"

    kind = models.CharField(max_length=20, choices=Kind, default=Kind.DOCUMENT)

    class Meta(Named.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["document", "file", "person"]), name="source_kind_known"
            )
        ]


class OldSlug(models.Model):
    """A slug that a thing had before it was renamed, or merged into another: addresses keep it."""

    slug = models.SlugField(max_length=100, unique=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.slug


class OldSkillSlug(OldSlug):
    now = models.ForeignKey(Skill, models.CASCADE, related_name="old_slugs")


class OldRoleSlug(OldSlug):
    now = models.ForeignKey(Role, models.CASCADE, related_name="old_slugs")


class OldSourceSlug(OldSlug):
    now = models.ForeignKey(Source, models.CASCADE, related_name="old_slugs")


OLD_SLUGS: dict[type[Named], Any] = {
    Skill: OldSkillSlug,
    Role: OldRoleSlug,
    Source: OldSourceSlug,
}


@receiver(pre_save, sender=Skill)
@receiver(pre_save, sender=Role)
@receiver(pre_save, sender=Source)
def set_name_key(instance: Named, **kwargs: Any) -> None:
    """Keep the unique key in step. A signal, because loaddata goes past save()."""
    instance.name_key = name_key(instance.name)
