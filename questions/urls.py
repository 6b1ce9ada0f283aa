"""Every page's address, one list for each noun."""

from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.urls import path
from django.views.generic import RedirectView

from questions.rules.access import SINGLE_SIGN_ON
from questions.views import (
    audit,
    blueprints,
    bulk,
    candidates,
    duplicates,
    exports,
    guide,
    home,
    import_items,
    imports,
    kit_builder,
    kit_exports,
    kit_steps,
    kit_tray,
    kit_versions,
    kits,
    merging,
    own_account,
    people,
    question_editor,
    question_exports,
    question_versions,
    questions,
    reviews,
    runs,
    saved_views,
    similar,
    single_sign_on,
    taxonomy,
    tokens,
    webhooks,
)
from questions.views.requests import unstored

ITEM = "kits/<int:pk>/items/<int:question>/"
IMPORT_ITEM = "imports/<int:pk>/items/<int:position>/"
SECTION = "kits/<int:pk>/sections/<int:place>/"
DELIVERY = "settings/webhooks/<int:pk>/deliveries/<int:number>/"

editor_urls = [
    path("questions/new/", question_editor.new, name="question_new"),
    path("questions/new/draft/", question_editor.new_draft, name="question_new_draft"),
    path("questions/preview/", question_editor.preview, name="question_preview"),
    path("questions/<int:pk>/edit/", question_editor.edit, name="question_edit"),
    path("questions/<int:pk>/edit/draft/", question_editor.draft, name="question_draft"),
]

question_urls = [
    path("questions/", questions.bank, name="bank"),
    path("questions/export/", question_exports.export, name="question_export"),
    path("questions/bulk/", bulk.choose, name="bulk_choose"),
    path("questions/bulk/<int:pk>/", bulk.change, name="bulk_change"),
    path("questions/bulk/<int:pk>/preview/", bulk.preview, name="bulk_preview"),
    path("questions/bulk/<int:pk>/apply/", bulk.apply, name="bulk_apply"),
    path("questions/bulk/<int:pk>/undo/", bulk.undo, name="bulk_undo"),
    path("questions/<int:pk>/", questions.question, name="question_by_id"),
    path("questions/<int:pk>/seen/", home.seen, name="question_seen"),
    path("questions/<int:pk>/leak/report/", questions.leak, name="question_leak"),
    path("questions/<int:pk>/leak/clear/", questions.clear, name="question_leak_clear"),
    *editor_urls,
    path("questions/<int:pk>/<slug:slug>/", questions.question, name="question"),
]

review_urls = [
    path("questions/reviews/", reviews.reviews, name="reviews"),
    path("questions/<int:pk>/review/", reviews.review, name="question_review"),
    path("questions/<int:pk>/review/decide/", reviews.decide, name="question_decide"),
    path("questions/<int:pk>/move/", reviews.move, name="question_move"),
    path("questions/<int:pk>/move/undo/", reviews.undo, name="question_undo"),
    path("questions/<int:pk>/retire/", reviews.retire, name="question_retire"),
    path("questions/<int:pk>/versions/", question_versions.versions, name="question_versions"),
    path(
        "questions/<int:pk>/versions/restore/",
        question_versions.restore,
        name="question_version_restore",
    ),
]

duplicate_urls = [
    path("questions/similar/", similar.similar, name="similar"),
    path("questions/duplicates/", duplicates.duplicates, name="duplicates"),
    path("questions/duplicates/check/", duplicates.check, name="duplicates_check"),
    path("questions/duplicates/<int:pk>/dismiss/", duplicates.dismiss, name="duplicate_dismiss"),
    path("questions/duplicates/<int:pk>/reopen/", duplicates.reopen, name="duplicate_reopen"),
    path("questions/merge/", merging.merge, name="merge"),
    path("questions/merges/<int:pk>/", merging.done, name="merge_done"),
    path("questions/merges/<int:pk>/undo/", merging.undo, name="merge_undo"),
]

kit_urls = [
    path("kits/", kits.kits, name="kits"),
    path("kits/new/", kits.new, name="kit_new"),
    path("kits/<int:pk>/", kits.kit, name="kit"),
    path("kits/<int:pk>/edit/", kits.edit, name="kit_edit"),
    path("kits/<int:pk>/freeze/", kit_steps.freeze, name="kit_freeze"),
    path("kits/<int:pk>/give/", kit_steps.give, name="kit_give"),
    path("kits/<int:pk>/use/", kit_steps.use, name="kit_use"),
    path(f"{ITEM}mark/", kit_steps.mark, name="kit_item_mark"),
    path("kits/<int:pk>/duplicate/", kit_steps.duplicate, name="kit_duplicate"),
    path("kits/<int:pk>/share/", kit_steps.share, name="kit_share"),
    path("kits/<int:pk>/archive/", kit_steps.archive, name="kit_archive"),
    path("kits/<int:pk>/restore/", kit_steps.restore, name="kit_restore"),
    path("kits/<int:pk>/changes/", kit_versions.changes, name="kit_changes"),
    path("kits/<int:pk>/upgrade/", kit_versions.upgrade, name="kit_upgrade"),
    path("kits/<int:pk>/compare/", kit_versions.compare, name="kit_compare"),
    path("kits/<int:pk>/print/", kit_exports.print_page, name="kit_print"),
    path("kits/<int:pk>/export/", kit_exports.export, name="kit_export"),
]

candidate_urls = [
    path("candidates/", candidates.candidates, name="candidates"),
    path("candidates/new/", candidates.new, name="candidate_new"),
    path("candidates/<int:pk>/", candidates.candidate, name="candidate"),
    path("candidates/<int:pk>/edit/", candidates.edit, name="candidate_edit"),
    path("candidates/<int:pk>/access/", candidates.access, name="candidate_access"),
    path("candidates/<int:pk>/give/", candidates.give_template, name="candidate_give"),
    path("candidates/<int:pk>/export/", candidates.export, name="candidate_export"),
    path("candidates/<int:pk>/erase/", candidates.erase, name="candidate_erase"),
]

builder_urls = [
    path("kits/<int:pk>/build/", kit_builder.build, name="kit_build"),
    path("kits/<int:pk>/undo/", kit_builder.undo, name="kit_undo"),
    path("kits/<int:pk>/sort/", kit_builder.sort, name="kit_sort"),
    path("kits/<int:pk>/redraw/", kit_builder.redraw, name="kit_redraw"),
    path("kits/<int:pk>/items/", kit_builder.add_item, name="kit_item_add"),
    path("kits/<int:pk>/items/search/", kit_builder.search_items, name="kit_item_search"),
    path(f"{ITEM}move/", kit_builder.move_item, name="kit_item_move"),
    path(f"{ITEM}edit/", kit_builder.edit_item, name="kit_item_edit"),
    path(f"{ITEM}lock/", kit_builder.lock_item, name="kit_item_lock"),
    path(f"{ITEM}remove/", kit_builder.remove_item, name="kit_item_remove"),
    path(f"{ITEM}alternatives/", kit_builder.alternatives, name="kit_item_alternatives"),
    path(f"{ITEM}swap/", kit_builder.swap_item, name="kit_item_swap"),
    path(f"{ITEM}redraw/", kit_builder.redraw_item, name="kit_item_redraw"),
    path(f"{ITEM}follow-ups/", kit_builder.follow_ups, name="kit_item_follow_ups"),
    path(
        f"{ITEM}follow-ups/choose/",
        kit_builder.choose_follow_ups,
        name="kit_item_follow_ups_choose",
    ),
    path("kits/<int:pk>/sections/", kit_builder.add_section, name="kit_section_add"),
    path(f"{SECTION}edit/", kit_builder.edit_section, name="kit_section_edit"),
    path(f"{SECTION}move/", kit_builder.move_section, name="kit_section_move"),
    path(f"{SECTION}remove/", kit_builder.remove_section, name="kit_section_remove"),
]

tray_urls = [
    path("kits/current/", kit_tray.choose, name="kit_choose"),
    path("kits/<int:pk>/tray/<int:question>/add/", kit_tray.add, name="tray_add"),
    path("kits/<int:pk>/tray/<int:question>/move/", kit_tray.move, name="tray_move"),
    path("kits/<int:pk>/tray/<int:question>/remove/", kit_tray.remove, name="tray_remove"),
]

blueprint_urls = [
    path("blueprints/", blueprints.blueprints, name="blueprints"),
    path("blueprints/new/", blueprints.new, name="blueprint_new"),
    path("blueprints/feasibility/", blueprints.feasibility, name="blueprint_feasibility"),
    path("blueprints/questions/", blueprints.find_questions, name="blueprint_questions"),
    path("blueprints/<int:pk>/", blueprints.blueprint, name="blueprint"),
    path("blueprints/<int:pk>/edit/", blueprints.edit, name="blueprint_edit"),
    path(
        "blueprints/<int:pk>/feasibility/",
        blueprints.feasibility,
        name="blueprint_feasibility_of",
    ),
    path("blueprints/<int:pk>/delete/", blueprints.delete, name="blueprint_delete"),
    path("blueprints/<int:pk>/kits/", blueprints.make_kit, name="blueprint_kit"),
    path("blueprints/<int:pk>/runs/", blueprints.make_run, name="blueprint_run"),
]

import_urls = [
    path("imports/", imports.imports, name="imports"),
    path("imports/new/", imports.new, name="import_new"),
    path("imports/<int:pk>/", imports.detail, name="import"),
    path("imports/<int:pk>/defaults/", imports.defaults, name="import_defaults"),
    path("imports/<int:pk>/columns/", imports.columns, name="import_columns"),
    path("imports/<int:pk>/decide/", imports.decide, name="import_decide"),
    path("imports/<int:pk>/commit/", imports.commit, name="import_commit"),
    path("imports/<int:pk>/undo/", imports.undo, name="import_undo"),
    path("imports/<int:pk>/cancel/", imports.cancel, name="import_cancel"),
    path("imports/<int:pk>/report/", imports.report, name="import_report"),
    path(IMPORT_ITEM, import_items.item, name="import_item"),
    path(f"{IMPORT_ITEM}edit/", import_items.edit, name="import_item_edit"),
    path(f"{IMPORT_ITEM}decide/", import_items.decide, name="import_item_decide"),
]

export_urls = [
    path("exports/", exports.exports, name="exports"),
    path("exports/<int:pk>/", exports.detail, name="export"),
    path("exports/<int:pk>/file/", exports.file, name="export_file"),
    path("exports/<int:pk>/cancel/", exports.cancel, name="export_cancel"),
]

run_urls = [
    path("runs/<int:pk>/", runs.run, name="assembly_run"),
    path("runs/<int:pk>/cancel/", runs.cancel, name="run_cancel"),
]

view_urls = [
    path("views/", saved_views.views, name="views"),
    path("views/menu/", saved_views.menu, name="view_menu"),
    path("views/new/", saved_views.new, name="view_new"),
    path("views/<int:pk>/edit/", saved_views.edit, name="view_edit"),
    path("views/<int:pk>/delete/", saved_views.delete, name="view_delete"),
]

TAXONOMIES = ("skill", "role", "source")
taxonomy_urls = [
    *(path(f"{n}s/", taxonomy.things, {"noun": n}, name=f"{n}s") for n in TAXONOMIES),
    *(path(f"{n}s/new/", taxonomy.new, {"noun": n}, name=f"{n}_new") for n in TAXONOMIES),
    *(path(f"{n}s/<slug:slug>/", taxonomy.thing, {"noun": n}, name=n) for n in TAXONOMIES),
    *(
        path(f"{n}s/<slug:slug>/{verb}/", view, {"noun": n}, name=f"{n}_{verb}")
        for n in TAXONOMIES
        for verb, view in {
            "edit": taxonomy.edit,
            "merge": taxonomy.merge,
            "delete": taxonomy.delete,
        }.items()
    ),
    path("roles/<slug:slug>/weigh/", taxonomy.weigh, name="role_weigh"),
]

setting_urls = [
    path("settings/audit/", audit.entries, name="audit"),
    path("settings/audit/export/", audit.export, name="audit_export"),
    path("settings/people/", people.accounts, name="people"),
    path("settings/people/invite/", people.invite, name="person_invite"),
    path("settings/people/<int:pk>/", people.account, name="person"),
    path("settings/people/<int:pk>/deactivate/", people.deactivate, name="person_deactivate"),
    path("settings/people/<int:pk>/reactivate/", people.reactivate, name="person_reactivate"),
    path("settings/invitations/<int:pk>/resend/", people.resend, name="invitation_resend"),
    path("settings/invitations/<int:pk>/withdraw/", people.withdraw, name="invitation_withdraw"),
    path("settings/people/<int:pk>/second-factor/", people.second_factor, name="person_factor"),
    path("join/", people.join, name="join"),
]

webhook_urls = [
    path("settings/webhooks/", webhooks.webhooks, name="webhooks"),
    path("settings/webhooks/new/", webhooks.new, name="webhook_new"),
    path("settings/webhooks/<int:pk>/", webhooks.webhook, name="webhook"),
    path("settings/webhooks/<int:pk>/edit/", webhooks.edit, name="webhook_edit"),
    path("settings/webhooks/<int:pk>/switch/", webhooks.switch, name="webhook_switch"),
    path("settings/webhooks/<int:pk>/rotate/", webhooks.rotate, name="webhook_rotate"),
    path("settings/webhooks/<int:pk>/delete/", webhooks.delete, name="webhook_delete"),
    path("settings/webhooks/<int:pk>/ping/", webhooks.ping, name="webhook_ping"),
    path("settings/webhooks/<int:pk>/redeliver/", webhooks.redeliver, name="webhook_redeliver"),
    path(DELIVERY, webhooks.delivery, name="webhook_delivery"),
    path(f"{DELIVERY}redeliver/", webhooks.delivery_redeliver, name="webhook_delivery_redeliver"),
]

own_urls = [
    # Ahead of allauth's page, where addresses are changed: single sign-on and resets of passwords
    # find an account by its address, so that administrators alone say whose it is.
    path("accounts/email/", RedirectView.as_view(pattern_name="own_account")),
    path("settings/account/", own_account.page, name="own_account"),
    path("settings/account/sessions/", own_account.end_sessions, name="own_sessions"),
    path("settings/tokens/", tokens.listing, name="tokens"),
    path("settings/tokens/new/", tokens.new, name="token_new"),
    path("settings/tokens/<int:pk>/rotate/", tokens.rotate, name="token_rotate"),
    path("settings/tokens/<int:pk>/revoke/", tokens.revoke, name="token_revoke"),
]

#: Allauth's pages, under the names that it knows, and in no cache.
FACTOR = "accounts/second-factor/"
second_factor_urls = [
    path(FACTOR, RedirectView.as_view(pattern_name="own_account"), name="mfa_index"),
    path(f"{FACTOR}code/", unstored(factor.authenticate), name="mfa_authenticate"),
    path(f"{FACTOR}confirm/", unstored(factor.reauthenticate), name="mfa_reauthenticate"),
    path(f"{FACTOR}set-up/", unstored(totp.activate_totp), name="mfa_activate_totp"),
    path(f"{FACTOR}off/", unstored(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path(
        f"{FACTOR}recovery-codes/",
        unstored(recovery_codes.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        f"{FACTOR}recovery-codes/new/",
        unstored(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
]

SSO = {"provider_id": SINGLE_SIGN_ON}
single_sign_on_urls = [
    path("accounts/sso/", single_sign_on.login, SSO, name="openid_connect_login"),
    path("accounts/sso/callback/", single_sign_on.callback, SSO, name="openid_connect_callback"),
]

urlpatterns = [
    path("", home.home, name="home"),
    *review_urls,
    *question_urls,
    *duplicate_urls,
    *kit_urls,
    *candidate_urls,
    *builder_urls,
    *tray_urls,
    *blueprint_urls,
    *import_urls,
    *export_urls,
    *run_urls,
    *view_urls,
    *taxonomy_urls,
    *setting_urls,
    *webhook_urls,
    *own_urls,
    *second_factor_urls,
    *single_sign_on_urls,
    path("guide/", guide.guide, name="guide"),
]
